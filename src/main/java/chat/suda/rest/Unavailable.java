package chat.suda.rest;

import chat.suda.identity.RequestPath;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The response to a request that cannot be served now: the refusal, but for an event stream 200
 * with a reconnection time, then its end, since an {@code EventSource} gives up permanently at a
 * 503 (WHATWG HTML, section 9.2.3).
 *
 * @param refusal for anything but an event stream
 * @param request the request
 * @param retryMillis reconnection time of an event stream
 */
record Unavailable(ErrorResponse refusal, HttpServletRequest request, long retryMillis) {

  private static final String CACHE_CONTROL = "no-cache, no-transform";

  void send(HttpServletResponse response) throws IOException {
    if (!isForEventStream()) {
      refusal.send(response);
      return;
    }
    response.setContentType(MediaType.SERVER_SENT_EVENTS);
    response.setHeader("Cache-Control", CACHE_CONTROL);
    response.getOutputStream().write(retry().getBytes(StandardCharsets.US_ASCII));
  }

  Response toResponse() {
    return isForEventStream()
        ? Response.ok(retry(), MediaType.SERVER_SENT_EVENTS)
            .header("Cache-Control", CACHE_CONTROL)
            .build()
        : refusal.toResponse();
  }

  private boolean isForEventStream() {
    return request.getMethod().equals("GET")
        && (RequestPath.isSeed(request) || request.getRequestURI().endsWith("/events"));
  }

  private String retry() {
    return "retry: " + retryMillis + "\n\n";
  }
}
