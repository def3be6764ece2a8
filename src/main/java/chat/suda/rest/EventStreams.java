package chat.suda.rest;

import chat.suda.session.Channel;
import chat.suda.session.ChannelRegistry;
import chat.suda.stream.Frame;
import chat.suda.stream.Subscription;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Turns a request into an event stream (WHATWG HTML, section 9.2).
 *
 * <p>Not by JAX-RS: its sinks block a thread a slow client, and have unbounded queues (see the
 * decision records).
 */
@ApplicationScoped
public class EventStreams {

  /** A browser's EventSource gives up for good on any status but 200, so this is said in events. */
  private static final List<Frame> TURNED_AWAY =
      List.of(
          Frame.retry(30_000),
          Frame.event(
              null,
              "{\"type\":\"error\",\"conversationId\":null,\"messageId\":null,"
                  + "\"error\":\"Too many open event streams\",\"code\":\"busy\",\"retryable\":true}"));

  private static final String PARAMETER = "lastEventId";

  @Inject ChannelRegistry channelRegistry;

  void open(Channel.Key key, String user, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType("text/event-stream");
    response.setHeader("Cache-Control", "no-cache, no-transform");
    response.setHeader("X-Accel-Buffering", "no");
    AsyncContext async = request.startAsync(request, response);
    async.setTimeout(0);
    ServerConnection wire = ServerConnection.of(request);
    ServletSink sink = new ServletSink(async, wire);
    Optional<Subscription> connection =
        channelRegistry.connect(key, Listeners.of(request), lastEventId(request), sink);
    if (connection.isEmpty()) {
      sink.write(TURNED_AWAY).whenComplete((done, failure) -> sink.close());
    }
    sink.open();
    connection.ifPresent(opened -> wire.onDeparture(opened::close));
  }

  /** The header wins: a browser's reconnect knows better than the URL that it began with. */
  private static String lastEventId(HttpServletRequest request) {
    String header = request.getHeader("Last-Event-ID");
    if (header != null) {
      return header;
    }
    String parameter = request.getParameter(PARAMETER);
    String query = request.getQueryString();
    // A server may pass over what it cannot decode; that is a cursor all the same, if not known.
    return parameter == null && query != null && query.contains(PARAMETER + "=") ? "" : parameter;
  }
}
