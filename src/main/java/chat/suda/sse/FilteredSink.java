package chat.suda.sse;

import chat.suda.session.FrameEvent;
import chat.suda.session.FrameSink;
import chat.suda.stream.ConversationView;
import chat.suda.stream.Frame;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Passes on the frames that a view shows. Frames without an id belong to the connection and are
 * always passed on.
 */
public record FilteredSink(FrameSink sink, ConversationView view) implements FrameSink {

  @Override
  public CompletionStage<?> send(List<Frame> frames) {
    List<Frame> seen = view.of(frames);
    return seen.isEmpty() ? CompletableFuture.completedStage(null) : sink.send(seen);
  }

  @Override
  public CompletionStage<?> send(OutboundSseEvent event) {
    return event instanceof FrameEvent ours
        ? send(List.of(ours.frame()))
        : CompletableFuture.completedStage(null);
  }

  @Override
  public boolean isReady() {
    return sink.isReady();
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
