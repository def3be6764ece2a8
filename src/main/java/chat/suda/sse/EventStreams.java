package chat.suda.sse;

import chat.suda.session.Channel;
import chat.suda.session.ChannelRegistry;
import chat.suda.session.Listener;
import chat.suda.stream.ConversationView;
import chat.suda.stream.Frame;
import chat.suda.stream.Subscription;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.List;
import java.util.Optional;

/** Turns a suspended request into an event stream (WHATWG HTML, section 9.2). */
@ApplicationScoped
public class EventStreams {

  /** An EventSource gives up on any status but 200, so errors are sent as events. */
  private static final List<Frame> BUSY =
      List.of(
          Frame.retry(30_000),
          Frame.event(
              null,
              "{\"type\":\"error\",\"conversationId\":null,\"messageId\":null,"
                  + "\"error\":\"Too many open event streams\",\"code\":\"busy\",\"retryable\":true}"));

  private static final String PARAMETER = "lastEventId";

  /** A cursor that no log contains. */
  private static final String UNDECODABLE = "";

  @Inject ChannelRegistry channelRegistry;
  @Inject Instance<SseEventSink> sinks;

  /**
   * Opens the channel's stream on the current request, which its resource method has suspended.
   * Refusals must come before.
   *
   * @param listener who connects
   */
  public void open(Channel.Key key, Listener listener, HttpServletRequest request) {
    open(key, listener, null, request);
  }

  /**
   * Likewise, of one conversation alone.
   *
   * @param view filters the channel, or {@code null} for all of it
   */
  public void open(
      Channel.Key key, Listener listener, ConversationView view, HttpServletRequest request) {
    String cursor = lastEventId(request);
    EventStreamSink sink = (EventStreamSink) sinks.get();
    Optional<Subscription> connection =
        channelRegistry.connect(
            key, listener, cursor, view == null ? sink : new FilteredSink(sink, view));
    if (connection.isEmpty()) {
      sink.send(BUSY).whenComplete((done, failure) -> sink.close());
    }
    sink.open();
    connection.ifPresent(opened -> sink.onDeparture(opened::close));
  }

  /**
   * The header takes precedence over the query: it is the later one at a reconnect. An empty value
   * counts as absent.
   */
  private static String lastEventId(HttpServletRequest request) {
    String header = request.getHeader("Last-Event-ID");
    if (header != null && !header.isBlank()) {
      return header;
    }
    String parameter = request.getParameter(PARAMETER);
    String query = request.getQueryString();
    if (parameter == null && query != null && query.contains(PARAMETER + "=")) {
      return UNDECODABLE; // a server may ignore what it cannot decode
    }
    return parameter == null || parameter.isBlank() ? null : parameter;
  }
}
