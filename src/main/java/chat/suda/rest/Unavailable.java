package chat.suda.rest;

import chat.suda.identity.RequestPath;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What is answered where a request cannot be served now: the refusal, but to an event stream 200,
 * when to come back, and its end, since an {@code EventSource} gives up for good at a 503 (WHATWG
 * HTML, section 9.2.3).
 *
 * @param refusal for anything but an event stream
 * @param request what is asked
 * @param retryMillis when an event stream is to come back
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
