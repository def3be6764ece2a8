package chat.suda.rest;

import chat.suda.session.Channel;
import chat.suda.session.ChannelRegistry;
import chat.suda.session.Listener;
import chat.suda.sse.FilteredSink;
import chat.suda.sse.LongPollSink;
import chat.suda.stream.ConversationView;
import chat.suda.stream.Subscription;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.AsyncResponse;
import java.util.concurrent.TimeUnit;

/** Long polling of the logs, for networks in which event streams do not work. */
@ApplicationScoped
public class LongPolling {

  private static final int DEFAULT_WAIT_SECONDS = 25;
  private static final int MAX_WAIT_SECONDS = 60;
  private static final int RETRY_SECONDS = 5;

  /** Time-out without a wait: the log may have to be located first. */
  private static final int TIMEOUT_SECONDS = 10;

  @Inject ChannelRegistry channelRegistry;

  /**
   * Responds when there are events after the cursor, or without any at the time-out.
   *
   * @param after the client's cursor, or {@code null} for the log's head at once
   * @param wait seconds, from 0 to 60, or {@code null}
   */
  void answer(
      Channel.Key key,
      String after,
      String wait,
      HttpServletRequest request,
      AsyncResponse response) {
    answer(key, Listeners.of(request), null, after, wait, response);
  }

  /**
   * Likewise, of one conversation alone.
   *
   * @param view filters the channel, or {@code null} for all of it
   */
  void answer(
      Channel.Key key,
      Listener listener,
      ConversationView view,
      String after,
      String wait,
      AsyncResponse response) {
    int seconds = seconds(wait);
    String cursor = after == null || after.isBlank() ? null : after;
    boolean waits = cursor != null && seconds > 0;
    LongPollSink sink =
        new LongPollSink(
            response,
            cursor,
            waits,
            () -> ApiException.later(503, RETRY_SECONDS, "streams.log-away"));
    Subscription connection =
        channelRegistry
            .connect(key, listener, cursor, view == null ? sink : new FilteredSink(sink, view))
            .orElseThrow(this::refused);
    response.setTimeoutHandler(late -> connection.close());
    response.setTimeout(waits ? seconds : TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  private ApiException refused() {
    return channelRegistry.isFull()
        ? ApiException.later(503, RETRY_SECONDS, "streams.node-full")
        : ApiException.later(429, RETRY_SECONDS, "streams.limit");
  }

  private static int seconds(String wait) {
    if (wait == null || wait.isEmpty()) {
      return DEFAULT_WAIT_SECONDS;
    }
    if (!wait.matches("[0-9]{1,2}") || Integer.parseInt(wait) > MAX_WAIT_SECONDS) {
      throw ApiException.field(400, "wait", "field.range", 0, MAX_WAIT_SECONDS);
    }
    return Integer.parseInt(wait);
  }
}
