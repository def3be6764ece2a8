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
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Pattern;

/** The endpoint that Suda began with: it works with the original client, unchanged. */
@Path(SeedResource.PATH)
public class SeedResource {

  static final String PATH = "openai/chat/stream";

  private static final Pattern SESSION_ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
  private static final String FAILURE_PREFIX = "OpenAI 스트리밍 API 호출 실패: ";

  @Inject Sessions sessions;
  @Inject Answers answers;
  @Inject Settings settings;

  /** Opens the session's event stream. */
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @EventStream
  public void open(
      @QueryParam("sessionId") String sessionId,
      @QueryParam("lastEventId") String lastEventIdParameter,
      @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) String lastEventIdHeader,
      @Context SecurityContext security,
      @Context SseEventSink sink,
      @Context Sse sse) {
    requireSessionId(sessionId);
    String user = Caller.user(security);
    String lastEventId = lastEventIdHeader == null ? lastEventIdParameter : lastEventIdHeader;
    Channel.Key key = key(user, sessionId).orElseGet(() -> new Channel.Key(user, sessionId));
    sessions.connect(key, user, lastEventId, new SseSink(sse, sink));
  }

  /** Streams the answer into the session, and responds when it has ended. */
  @POST
  @Consumes(MediaType.WILDCARD)
  @Produces(MediaType.APPLICATION_JSON)
  public void post(
      InputStream body,
      @Context HttpHeaders headers,
      @Context SecurityContext security,
      @Suspended AsyncResponse response) {
    SeedRequest request =
        SeedRequest.parse(Body.read(body, headers, settings.limits().bodyBytes()), settings);
    requireSessionId(request.sessionId());
    String user = Caller.user(security);
    Channel.Key key =
        key(user, request.sessionId())
            .orElseThrow(() -> new ApiException(400, "session.unknown", request.sessionId()));
    Channel channel = sessions.find(key).orElseThrow();
    Texts texts = Texts.of(headers);
    answer(key, request, channel)
        .ended()
        .thenAccept(ending -> response.resume(outcome(ending, texts)));
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

  private static Response outcome(Ending ending, Texts texts) {
    return ending.failure() == null
        ? SeedAnswer.of(200, true, texts.get("seed.sent"))
        : SeedAnswer.of(500, false, FAILURE_PREFIX + ending.failure().message());
  }

  /** The owner's own session of that id first, then the one that is known by its id alone. */
  private Optional<Channel.Key> key(String user, String sessionId) {
    Channel.Key own = new Channel.Key(user, sessionId);
    Channel.Key open = new Channel.Key(null, sessionId);
    return Optional.of(own)
        .filter(key -> sessions.find(key).isPresent())
        .or(() -> Optional.of(open).filter(key -> sessions.find(key).isPresent()));
  }

  private static void requireSessionId(String sessionId) {
    if (sessionId == null || sessionId.isBlank()) {
      throw new ApiException(400, "session.required");
    }
    if (!SESSION_ID.matcher(sessionId).matches()) {
      throw new ApiException(400, "session.malformed");
    }
  }
}
