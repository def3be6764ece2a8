package chat.suda.sse;

import chat.suda.session.FrameEvent;
import chat.suda.session.FrameSink;
import chat.suda.stream.Frame;
import chat.suda.stream.Json;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * One long poll: collects the connection's frames until there is an event, responds with JSON, and
 * closes the connection.
 */
public final class LongPollSink implements FrameSink {

  private final AsyncResponse response;
  private final boolean waits;
  private final Supplier<?> withoutCursor;
  private String cursor;

  /** Whether the log has located the client's cursor. */
  private boolean placed;

  /**
   * @param after the client's cursor, or {@code null}
   * @param waits whether to wait for an event; otherwise the cursor suffices as an answer
   * @param withoutCursor the answer if the log did not return its head
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
   * <p>An event without an id belongs to the connection and has the id of the event before it, as
   * the last event ID of an event stream (WHATWG HTML, section 9.2.6).
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

  /** {@inheritDoc} Accepts events of the registry only. */
  @Override
  public CompletionStage<?> send(OutboundSseEvent event) {
    return send(List.of(((FrameEvent) event).frame()));
  }

  @Override
  public boolean isClosed() {
    return response.isDone();
  }

  /**
   * The time-out has passed, or the server shuts down; the cursor stays valid for the next poll.
   */
  @Override
  public synchronized void close() {
    answer("");
  }

  private void answer(String events) {
    // Has an effect only the first time.
    if (cursor == null) {
      response.resume(withoutCursor.get());
    } else {
      String body = "{\"events\":[" + events + "],\"cursor\":" + quotedCursor() + "}";
      // With its type, to which RESTEasy otherwise adds a parameter of its own.
      response.resume(Response.ok(body, MediaType.APPLICATION_JSON_TYPE).build());
    }
  }

  private String quotedCursor() {
    return cursor == null ? "null" : Json.string(cursor);
  }
}
