package chat.suda.rest;

import chat.suda.conversation.KeyReusedException;
import chat.suda.conversation.Message;
import chat.suda.conversation.ModelRefusedException;
import chat.suda.conversation.StartedTurn;
import chat.suda.conversation.Turn;
import chat.suda.generation.AnswerRequest;
import chat.suda.generation.ChatService;
import chat.suda.generation.RefusedException;
import chat.suda.generation.RequestedTurn;
import chat.suda.identity.Caller;
import chat.suda.limits.QuotaExceededException;
import chat.suda.session.Channel;
import chat.suda.stream.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.NoSuchElementException;

/** The common part of the three calls that begin an answer. */
@ApplicationScoped
public class TurnRequests {

  private static final String KEY = "Idempotency-Key";
  private static final int MAX_KEY_CHARS = 255;

  @Inject ChatService chatService;
  @Inject UserChannels channels;
  @Inject ModelAccess access;
  @Inject Allowances allowances;

  /**
   * @param fields of the body
   */
  Turn.Options options(HttpServletRequest request, JsonObject body, ConversationFields fields) {
    String fingerprint = request.getMethod() + ' ' + request.getRequestURI() + ' ' + body;
    FieldErrors errors = new FieldErrors();
    String key = errors.read(() -> key(request));
    Turn.Options options =
        new Turn.Options(
            errors.read(fields::model),
            errors.read(fields::parameters),
            () -> null,
            model -> access.mayUse(model, request),
            key,
            fingerprint);
    errors.check();
    return options;
  }

  private static String key(HttpServletRequest request) {
    String key = request.getHeader(KEY);
    if (key != null && (key.isBlank() || key.length() > MAX_KEY_CHARS)) {
      throw ApiException.field(400, KEY, "field.key", MAX_KEY_CHARS);
    }
    return key;
  }

  /** Begins the answer and responds with 202. */
  Response begin(HttpServletRequest request, String conversationId, Turn turn) {
    String owner = request.getRemoteUser();
    RequestedTurn requested =
        new RequestedTurn(owner, asker(request), conversationId, turn, allowances.of(request));
    Channel channel = channels.hold(owner);
    try {
      StartedTurn begun = chatService.begin(requested, channel.log(), channel::release);
      return Response.accepted(json(begun)).type(MediaType.APPLICATION_JSON).build();
    } catch (RefusedException e) {
      throw AnswerRefusals.toApi(e);
    } catch (QuotaExceededException e) {
      throw AnswerRefusals.toApi(e);
    } catch (ModelRefusedException e) {
      throw ModelAccess.refused();
    } catch (KeyReusedException e) {
      throw ApiException.field(422, KEY, "field.key-reused");
    } catch (NoSuchElementException e) {
      throw e.getMessage() == null
          ? new ApiException(404, "conversation.unknown")
          : ApiException.field(
              404,
              e.getMessage(),
              e.getMessage().startsWith("attachments") ? "attachment.unknown" : "field.unknown");
    }
  }

  private static AnswerRequest.Asker asker(HttpServletRequest request) {
    return request.getUserPrincipal() instanceof Caller caller
        ? new AnswerRequest.Asker(caller.name(), caller.email(), caller.roles(), null)
        : null;
  }

  private static String json(StartedTurn begun) {
    Message user = begun.userMessage();
    return Json.object()
        .addRaw("userMessage", user == null ? "null" : user.json())
        .addRaw("assistantMessage", begun.assistantMessage().json())
        .end();
  }
}
