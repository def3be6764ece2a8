package chat.suda.provider.demo;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * The demo model's API: OpenAI's {@code POST /chat/completions} and {@code GET /models}. 404 if
 * another model is configured.
 */
@WebServlet(urlPatterns = EmbeddedModel.PATH + "/*", asyncSupported = true)
public class DemoEndpoint extends HttpServlet {

  @Serial private static final long serialVersionUID = 1L;

  private static final int MAX_BODY_BYTES = 1 << 20;

  @Resource private transient ManagedScheduledExecutorService timer;

  private final transient Set<PacedAnswer> running = ConcurrentHashMap.newKeySet();
  private boolean enabled;

  @Override
  public void init() {
    enabled = EmbeddedModel.enabled(ConfigProvider.getConfig());
  }

  /** Ends running answers: their timer ends with the application. */
  @Override
  public void destroy() {
    running.forEach(PacedAnswer::stop);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = enabled && request.getPathInfo() != null ? request.getPathInfo() : "";
    try {
      switch (path) {
        case "/models" -> {
          require("GET", request, response);
          send(response, 200, DemoJson.models());
        }
        case "/chat/completions" -> {
          require("POST", request, response);
          answer(DemoRequest.parse(body(request)), request, response);
        }
        default -> throw new InvalidRequestException(404, "There is nothing here.", null);
      }
    } catch (InvalidRequestException e) {
      String error = DemoJson.error(e.getMessage(), "invalid_request_error", e.param());
      send(response, e.status(), error);
    }
  }

  private static void require(
      String method, HttpServletRequest request, HttpServletResponse response)
      throws InvalidRequestException {
    if (!request.getMethod().equals(method)) {
      response.setHeader("Allow", method);
      throw new InvalidRequestException(405, "Use " + method + " here.", null);
    }
  }

  private static byte[] body(HttpServletRequest request)
      throws IOException, InvalidRequestException {
    byte[] body = request.getInputStream().readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      throw new InvalidRequestException(413, "The body is larger than 1 MiB.", null);
    }
    return body;
  }

  private void answer(DemoRequest asked, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    DemoCompletion completion = DemoCompletion.of(asked.prompt());
    if (!asked.stream()) {
      send(response, 200, DemoJson.completion(completion));
      return;
    }
    response.setContentType("text/event-stream;charset=utf-8");
    response.setHeader("Cache-Control", "no-cache");
    AsyncContext context = request.startAsync();
    context.setTimeout(0);
    DemoStream stream = new DemoStream(completion, asked.includeUsage());
    PacedAnswer answer = new PacedAnswer(stream, context, timer, running::remove);
    running.add(answer);
    answer.start();
  }

  private static void send(HttpServletResponse response, int status, String json)
      throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
