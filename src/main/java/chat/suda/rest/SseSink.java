package chat.suda.rest;

import chat.suda.stream.Frame;
import chat.suda.stream.Sink;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Writes frames by JAX-RS's own event sink. */
final class SseSink implements Sink {

  private final Sse sse;
  private final SseEventSink sink;

  SseSink(Sse sse, SseEventSink sink) {
    this.sse = sse;
    this.sink = sink;
  }

  @Override
  public CompletionStage<Void> write(List<Frame> frames) {
    CompletableFuture<?>[] sent = new CompletableFuture<?>[frames.size()];
    try {
      for (int i = 0; i < sent.length; i++) {
        sent[i] = sink.send(event(frames.get(i))).toCompletableFuture();
        if (sent[i].isCompletedExceptionally()) {
          return failed(sent[i]);
        }
      }
    } catch (RuntimeException e) {
      // Jersey throws where the client is gone; the specification leaves it open.
      return CompletableFuture.failedStage(e);
    }
    return CompletableFuture.allOf(sent);
  }

  @Override
  public void close() {
    sink.close();
  }

  private static CompletionStage<Void> failed(CompletableFuture<?> stage) {
    return stage.thenApply(nothing -> null);
  }

  private OutboundSseEvent event(Frame frame) {
    OutboundSseEvent.Builder event = sse.newEventBuilder();
    if (frame.id() != null) {
      event.id(frame.id());
    }
    if (frame.data() != null) {
      event.data(String.class, frame.data()).mediaType(MediaType.TEXT_PLAIN_TYPE);
    }
    if (frame.comment() != null) {
      event.comment(frame.comment());
    }
    if (frame.retry() != null) {
      event.reconnectDelay(frame.retry());
    }
    return event.build();
  }
}
