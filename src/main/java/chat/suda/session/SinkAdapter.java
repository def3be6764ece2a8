package chat.suda.session;

import chat.suda.stream.Frame;
import chat.suda.stream.Sink;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Where a subscription writes to, by any sink of Jakarta REST's.
 *
 * @param sink takes one event at a time, if it is no {@link FrameSink}
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
