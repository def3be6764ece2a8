package chat.suda.sse;

import chat.suda.session.FrameEvent;
import chat.suda.session.FrameSink;
import chat.suda.stream.Frame;
import chat.suda.stream.Json;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * One long poll: takes the connection's frames until there is something to tell, tells it as JSON,
 * and ends the connection.
 */
public final class LongPollSink implements FrameSink {

  private final AsyncResponse response;
  private final boolean waits;
  private final Supplier<?> withoutCursor;
  private String cursor;

  /** Whether the log has found the client's place. */
  private boolean placed;

  /**
   * @param after the client's cursor, or {@code null}
   * @param waits whether to wait for an event; else the cursor alone is an answer
   * @param withoutCursor the answer where there is no cursor to tell, since the log did not tell
   *     its head
   */
  public LongPollSink(
      AsyncResponse response, String after, boolean waits, Supplier<?> withoutCursor) {
    this.response = response;
    this.cursor = after;
    this.waits = waits;
    this.withoutCursor = withoutCursor;
  }

  /**
   * {@inheritDoc}
   *
   * <p>An event that has no id is the connection's own: it has the id of the one before it, as an
   * event stream's last event ID stays (WHATWG HTML, section 9.2.6).
   */
  @Override
  public synchronized CompletionStage<Void> send(List<Frame> frames) {
    StringBuilder events = new StringBuilder();
    for (Frame frame : frames) {
      placed |= frame.id() != null;
      cursor = frame.id() == null ? cursor : frame.id();
      if (frame.isEvent() && !frame.data().equals(Frame.READY)) {
        events.append(events.isEmpty() ? "" : ",");
        events.append("{\"id\":").append(quotedCursor());
        events.append(",\"data\":").append(frame.data()).append('}');
      }
    }
    if (events.isEmpty() && (waits || !placed)) {
      return CompletableFuture.completedStage(null);
    }
    answer(events.toString());
    return CompletableFuture.failedStage(new IllegalStateException("answered"));
  }

  /** {@inheritDoc} Takes the registry's events alone. */
  @Override
  public CompletionStage<?> send(OutboundSseEvent event) {
    return send(List.of(((FrameEvent) event).frame()));
  }

  @Override
  public boolean isClosed() {
    return response.isDone();
  }

  /** Nothing came in time, or the server goes down: the same cursor is good for the next poll. */
  @Override
  public synchronized void close() {
    answer("");
  }

  private void answer(String events) {
    // Without effect after the first.
    if (cursor == null) {
      response.resume(withoutCursor.get());
    } else {
      response.resume("{\"events\":[" + events + "],\"cursor\":" + quotedCursor() + "}");
    }
  }

  private String quotedCursor() {
    return cursor == null ? "null" : Json.string(cursor);
  }
}
