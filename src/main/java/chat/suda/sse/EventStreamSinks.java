package chat.suda.sse;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Makes the sink of the request under way. Not the server's own, by {@code @Context}: Jersey's
 * blocks a thread on a client that does not read, both queue without bounds.
 */
@ApplicationScoped
public class EventStreamSinks {

  @Inject HttpServletRequest request;

  /**
   * The response's head is set with this; nothing can be refused any more.
   *
   * @throws IllegalStateException if the request is not suspended
   */
  @Produces
  @Dependent
  SseEventSink sink() {
    AsyncContext async = SuspendedRequestFilter.asyncContext(request);
    async.setTimeout(0);
    HttpServletResponse response = (HttpServletResponse) async.getResponse();
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType("text/event-stream");
    response.setHeader("Cache-Control", "no-cache, no-transform");
    response.setHeader("X-Accel-Buffering", "no");
    try {
      return new EventStreamSink(async, ServerConnection.of(async.getRequest()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
