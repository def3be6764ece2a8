package chat.suda.tool;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Receives messages that the server initiates, over the GET stream of the session if the server
 * offers one.
 */
final class McpListener {

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration MAX_PAUSE = Duration.ofMinutes(1);

  /** Handles the events of the stream. */
  interface StreamListener extends McpExchange.MessageListener {

    /** Messages may have been missed. */
    void missed();

    /** The server no longer knows the session. */
    void lost();
  }

  private final McpHttp http;
  private final McpAgreement agreed;
  private final Executor executor;
  private final StreamListener listener;
  private McpExchange stream;
  private Duration pause = FIRST_PAUSE;
  private boolean heard;
  private boolean closed;

  McpListener(McpHttp http, McpAgreement agreed, Executor executor, StreamListener listener) {
    this.http = http;
    this.agreed = agreed;
    this.executor = executor;
    this.listener = listener;
  }

  void open() {
    McpExchange opened = new McpExchange(McpExchange.NO_REQUEST, listener);
    boolean anew;
    synchronized (this) {
      if (closed) {
        return;
      }
      stream = opened;
      anew = heard;
    }
    if (anew) {
      opened.streaming().thenRun(listener::missed);
    }
    http.listen(agreed, opened).whenComplete((over, problem) -> ended(opened));
  }

  private void ended(McpExchange last) {
    boolean lost;
    synchronized (this) {
      if (last.streaming().isDone()) {
        heard = true;
        pause = FIRST_PAUSE;
      }
      // Before a first stream, any error status means that there is none.
      if (closed || !heard) {
        return;
      }
      lost = last.sessionUnknown();
      closed = lost;
    }
    if (lost) {
      listener.lost();
    } else {
      again();
    }
  }

  private void again() {
    Duration wait;
    synchronized (this) {
      wait = pause;
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : doubled;
    }
    CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS, executor)
        .execute(this::open);
  }

  void close() {
    McpExchange open;
    synchronized (this) {
      closed = true;
      open = stream;
    }
    if (open != null) {
      open.cancel();
    }
  }
}
