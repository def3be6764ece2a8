package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.generation.Answer;
import chat.suda.generation.AnswerRequest;
import chat.suda.generation.Answers;
import chat.suda.generation.Ending;
import chat.suda.generation.RefusedException;
import chat.suda.session.Channel;
import chat.suda.session.Sessions;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
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

/**
 * The endpoint that Suda began with: it works with the original client, unchanged. Its event stream
 * is opened by {@link SeedStream}.
 */
@Path(SeedResource.PATH)
public class SeedResource {

  static final String PATH = "openai/chat/stream";

  private static final String FAILURE_PREFIX = "OpenAI 스트리밍 API 호출 실패: ";

  @Inject Sessions sessions;
  @Inject SeedSessions seedSessions;
  @Inject Answers answers;
  @Inject LongPolls polls;
  @Inject Settings settings;

  /** Streams the answer into the session, and responds when it has ended. */
  @POST
  @Consumes(MediaType.WILDCARD)
  public void post(
      InputStream body, @Context HttpServletRequest http, @Suspended AsyncResponse response) {
    SeedRequest request =
        SeedRequest.parse(Body.read(body, http, settings.limits().bodyBytes()), settings);
    String sessionId = SeedSessions.requireId(request.sessionId());
    Channel.Key key =
        seedSessions.find(http.getRemoteUser(), sessionId).orElseThrow(() -> unknown(sessionId));
    Channel channel = sessions.find(key).orElseThrow(() -> unknown(sessionId));
    Texts texts = Texts.of(http);
    answer(key, request, channel)
        .ended()
        .thenAccept(ending -> response.resume(outcome(ending, texts)));
  }

  /** The session's events by long polling. */
  @GET
  @Path("poll")
  @Produces(MediaType.APPLICATION_JSON)
  public void poll(
      @QueryParam("sessionId") String sessionId,
      @QueryParam("after") String after,
      @QueryParam("wait") String wait,
      @Context HttpServletRequest http,
      @Suspended AsyncResponse response) {
    Channel.Key key =
        seedSessions.findOrNew(http.getRemoteUser(), SeedSessions.requireId(sessionId));
    polls.answer(key, after, wait, http, response);
  }

  private Answer answer(Channel.Key key, SeedRequest request, Channel channel) {
    try {
      return answers.start(
          new AnswerRequest(key.owner(), key.session(), request.prompt(), FAILURE_PREFIX),
          channel.log());
    } catch (RefusedException e) {
      throw Refusals.toApi(e);
    }
  }

  private static ApiException unknown(String sessionId) {
    return new ApiException(400, "session.unknown", sessionId);
  }

  private static Response outcome(Ending ending, Texts texts) {
    return ending.failure() == null
        ? Refusal.seed(200, true, texts.get("seed.sent")).toResponse()
        : Refusal.seed(500, false, FAILURE_PREFIX + ending.failure().message()).toResponse();
  }
}
