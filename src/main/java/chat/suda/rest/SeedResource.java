package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.generation.Answer;
import chat.suda.generation.AnswerRegistry;
import chat.suda.generation.AnswerRequest;
import chat.suda.generation.AnswerResult;
import chat.suda.generation.RefusedException;
import chat.suda.limits.QuotaExceededException;
import chat.suda.provider.Failure;
import chat.suda.session.Channel;
import chat.suda.session.ChannelRegistry;
import chat.suda.sse.EventStreams;
import chat.suda.stream.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.concurrent.CompletionStage;

/**
 * The endpoint of the original client: {@code GET} opens a session's event stream, {@code POST}
 * asks a question whose answer is streamed into it.
 */
@ApplicationScoped
@Path("openai/chat/stream")
public class SeedResource {

  private static final String FAILURE_PREFIX = "OpenAI 스트리밍 API 호출 실패: ";
  private static final int RETRY_SECONDS = 1;

  @Inject EventStreams streams;
  @Inject SeedSessions seedSessions;
  @Inject ChannelRegistry channelRegistry;
  @Inject AnswerRegistry answers;
  @Inject Settings settings;
  @Inject ModelAccess access;
  @Inject Allowances allowances;

  /**
   * Opens the session's stream.
   *
   * @param held never resumed: the stream writes the response
   */
  @GET
  @Produces({MediaType.SERVER_SENT_EVENTS, MediaType.APPLICATION_JSON})
  public void open(
      @QueryParam("sessionId") String id,
      @Context HttpServletRequest request,
      @Suspended AsyncResponse held) {
    String sessionId = SeedSessions.requireId(id);
    String user = request.getRemoteUser();
    streams.open(seedSessions.findOrNew(user, sessionId), Listeners.of(request), request);
  }

  /** Otherwise Jakarta REST would answer HEAD by {@link #open}, which does not end. */
  @HEAD
  public void head() {
    throw new NotAllowedException(Response.status(405).allow("GET", "POST", "OPTIONS").build());
  }

  /** Responds when the answer has ended; holds no thread until then. */
  @POST
  @Consumes(MediaType.WILDCARD)
  @Produces(MediaType.APPLICATION_JSON)
  public CompletionStage<Response> ask(InputStream body, @Context HttpServletRequest http) {
    SeedRequest request =
        SeedRequest.parse(JsonBody.read(body, http, settings.limits().bodyBytes()), settings);
    if (!access.mayUse(request.prompt().model(), http)) {
      throw ModelAccess.refused();
    }
    String sessionId = SeedSessions.requireId(request.sessionId());
    Channel.Key key =
        seedSessions.find(http.getRemoteUser(), sessionId).orElseThrow(() -> unknown(sessionId));
    LocalizedTexts texts = LocalizedTexts.of(http);
    Channel channel = channelRegistry.holdExisting(key).orElseThrow(() -> unknown(sessionId));
    boolean started = false;
    try {
      Answer answer =
          answers.start(answerRequest(key, request), allowances.of(http), channel.log());
      started = true;
      return answer
          .ended()
          .whenComplete((ending, failure) -> channel.release())
          .thenApply(ending -> outcome(ending, texts).toResponse());
    } catch (RefusedException e) {
      throw AnswerRefusals.toApi(e);
    } catch (QuotaExceededException e) {
      throw AnswerRefusals.toApi(e);
    } finally {
      if (!started) {
        channel.release();
      }
    }
  }

  private static AnswerRequest answerRequest(Channel.Key key, SeedRequest request) {
    return new AnswerRequest(
        key.owner(), key.session(), Ids.next(), request.prompt(), FAILURE_PREFIX, false);
  }

  private static ApiException unknown(String sessionId) {
    return new ApiException(400, "session.unknown", sessionId);
  }

  private static ErrorResponse outcome(AnswerResult ending, LocalizedTexts texts) {
    if (ending.failure() == null) {
      return ErrorResponse.seed(200, true, texts.get("seed.sent"));
    }
    String message = FAILURE_PREFIX + ending.failure().message();
    // Not the model's failure: the node shuts down, or its database is unavailable.
    return ending.failure().code() == Failure.Code.INTERRUPTED
        ? ErrorResponse.seedLater(RETRY_SECONDS, message)
        : ErrorResponse.seed(500, false, message);
  }
}
