package chat.suda.rest;

import chat.suda.identity.RequestPath;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * In place of an event stream that cannot be opened now: 200, when to come back, and its end, since
 * an {@code EventSource} gives up for good at a 503 (WHATWG HTML, section 9.2.3).
 */
final class RetryStream {

  private static final String CACHE_CONTROL = "no-cache, no-transform";

  private RetryStream() {}

  /** Whether that request is for an event stream. */
  static boolean isFor(HttpServletRequest request) {
    return request.getMethod().equals("GET")
        && (RequestPath.isSeed(request) || request.getRequestURI().endsWith("/events"));
  }

  static void send(HttpServletResponse response, long retryMillis) throws IOException {
    response.setContentType(MediaType.SERVER_SENT_EVENTS);
    response.setHeader("Cache-Control", CACHE_CONTROL);
    response.getOutputStream().write(retry(retryMillis).getBytes(StandardCharsets.US_ASCII));
  }

  static Response response(long retryMillis) {
    return Response.ok(retry(retryMillis), MediaType.SERVER_SENT_EVENTS)
        .header("Cache-Control", CACHE_CONTROL)
        .build();
  }

  private static String retry(long millis) {
    return "retry: " + millis + "\n\n";
  }
}
