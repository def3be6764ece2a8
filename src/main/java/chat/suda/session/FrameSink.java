package chat.suda.session;

import chat.suda.stream.Frame;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A sink that accepts encoded events, several in one write. */
public interface FrameSink extends SseEventSink {

  /**
   * Writes the frames in order; the next call comes after the returned stage is complete.
   *
   * @return completes when the transport has taken all frames, exceptionally when the client has
   *     disconnected
   */
  CompletionStage<?> send(List<Frame> frames);

  /**
   * Whether a {@link #send} now would complete without waiting, on any thread; {@code false} where
   * that is unknown.
   */
  default boolean isReady() {
    return false;
  }
}
