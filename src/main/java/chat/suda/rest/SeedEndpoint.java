package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.generation.Answer;
import chat.suda.generation.AnswerRegistry;
import chat.suda.generation.AnswerRequest;
import chat.suda.generation.AnswerResult;
import chat.suda.generation.RefusedException;
import chat.suda.identity.RequestPath;
import chat.suda.session.Channel;
import chat.suda.session.ChannelRegistry;
import chat.suda.stream.Ids;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;

/**
 * The endpoint of the original client: {@code GET} opens a session's event stream, {@code POST} has
 * an answer streamed into it.
 *
 * <p>A servlet, since a resource class costs several times the work a request, which is most of
 * what a short answer costs (see the notes on performance).
 */
@WebServlet(urlPatterns = SeedEndpoint.PATH, asyncSupported = true)
public class SeedEndpoint extends HttpServlet {

  static final String PATH = RequestPath.SEED;

  private static final long serialVersionUID = 1L;
  private static final System.Logger LOG = System.getLogger(SeedEndpoint.class.getName());
  private static final String FAILURE_PREFIX = "OpenAI 스트리밍 API 호출 실패: ";

  @Inject transient EventStreams streams;
  @Inject transient SeedSessions seedSessions;
  @Inject transient ChannelRegistry channelRegistry;
  @Inject transient AnswerRegistry answers;
  @Inject transient Settings settings;
  @Inject transient ModelAccess access;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      switch (request.getMethod()) {
        case "GET" -> open(request, response);
        case "POST" -> ask(request);
        default -> {
          response.setHeader("Allow", "GET, POST, OPTIONS");
          ErrorResponse.ofStatus(405, request).send(response);
        }
      }
    } catch (ApiException e) {
      ErrorResponse.of(e, request).send(response);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "A request failed: " + request.getRequestURI(), e);
      ErrorResponse.ofStatus(500, request).send(response);
    }
  }

  private void open(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String sessionId = SeedSessions.requireId(request.getParameter("sessionId"));
    String user = request.getRemoteUser();
    streams.open(seedSessions.findOrNew(user, sessionId), user, request, response);
  }

  /** Responds when the answer has ended, and holds no thread until then. */
  private void ask(HttpServletRequest http) throws IOException {
    SeedRequest request =
        SeedRequest.parse(
            JsonBody.read(http.getInputStream(), http, settings.limits().bodyBytes()), settings);
    if (!access.mayUse(request.prompt().model(), http)) {
      throw ModelAccess.refused();
    }
    String sessionId = SeedSessions.requireId(request.sessionId());
    Channel.Key key =
        seedSessions.find(http.getRemoteUser(), sessionId).orElseThrow(() -> unknown(sessionId));
    LocalizedTexts texts = LocalizedTexts.of(http);
    Channel channel = channelRegistry.holdExisting(key).orElseThrow(() -> unknown(sessionId));
    Answer answer;
    try {
      answer = answers.start(answerRequest(key, request), channel.log());
    } catch (RefusedException e) {
      channel.release();
      throw AnswerRefusals.toApi(e);
    }
    AsyncContext async = http.startAsync();
    async.setTimeout(0);
    answer
        .ended()
        .thenAccept(
            ending -> {
              channel.release();
              respond(async, outcome(ending, texts));
            });
  }

  private static AnswerRequest answerRequest(Channel.Key key, SeedRequest request) {
    return new AnswerRequest(
        key.owner(), key.session(), Ids.next(), request.prompt(), FAILURE_PREFIX, false);
  }

  private static void respond(AsyncContext async, ErrorResponse outcome) {
    try {
      outcome.send((HttpServletResponse) async.getResponse());
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "The client did not wait for the end", e);
    }
    async.complete();
  }

  private static ApiException unknown(String sessionId) {
    return new ApiException(400, "session.unknown", sessionId);
  }

  private static ErrorResponse outcome(AnswerResult ending, LocalizedTexts texts) {
    return ending.failure() == null
        ? ErrorResponse.seed(200, true, texts.get("seed.sent"))
        : ErrorResponse.seed(500, false, FAILURE_PREFIX + ending.failure().message());
  }
}
