package chat.suda.session;

import chat.suda.stream.Frame;
import chat.suda.stream.Sink;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Writes a subscription's frames to any sink of Jakarta REST.
 *
 * @param sink gets one event at a time unless it is a {@link FrameSink}
 */
record SinkAdapter(SseEventSink sink) implements Sink {

  @Override
  public CompletionStage<?> write(List<Frame> frames) {
    if (sink instanceof FrameSink ours) {
      return ours.send(frames);
    }
    CompletionStage<?> sent = CompletableFuture.completedStage(null);
    for (Frame frame : frames) {
      sent = sent.thenCompose(before -> sink.send(new FrameEvent(frame)));
    }
    return sent;
  }

  @Override
  public boolean isReady() {
    return sink instanceof FrameSink ours && ours.isReady();
  }

  @Override
  public boolean isClosed() {
    return sink.isClosed();
  }

  @Override
  public void close() {
    sink.close();
  }
}
