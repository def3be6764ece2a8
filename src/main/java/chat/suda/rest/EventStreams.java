package chat.suda.rest;

import chat.suda.session.Channel;
import chat.suda.session.Sessions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Turns a request into an event stream (WHATWG HTML, section 9.2).
 *
 * <p>Not by JAX-RS: its sinks block a thread a slow client, and have unbounded queues (see the
 * decision records).
 */
@ApplicationScoped
public class EventStreams {

  @Inject Sessions sessions;

  void open(Channel.Key key, String user, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType("text/event-stream");
    response.setHeader("Cache-Control", "no-cache, no-transform");
    response.setHeader("X-Accel-Buffering", "no");
    AsyncContext async = request.startAsync(request, response);
    async.setTimeout(0);
    ServletSink sink = new ServletSink(async);
    sessions.connect(key, user, lastEventId(request), sink);
    sink.open();
  }

  /** The header wins: a browser's reconnect knows better than the URL that it began with. */
  private static String lastEventId(HttpServletRequest request) {
    String header = request.getHeader("Last-Event-ID");
    return header == null ? request.getParameter("lastEventId") : header;
  }
}
