package chat.suda.stream;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where a connection's frames are written to. */
public interface Sink {

  /**
   * Writes the frames in order. May block; the next call comes after the returned stage is
   * complete.
   *
   * @return completes when the transport has taken all frames, exceptionally when the client is
   *     gone
   */
  CompletionStage<?> write(List<Frame> frames);

  /**
   * Whether a {@link #write} now would be taken without waiting, on any thread. {@code false} where
   * that cannot be known.
   */
  default boolean isReady() {
    return false;
  }

  /** Whether the client is known to have left, or the connection was ended. */
  default boolean isClosed() {
    return false;
  }

  /** Ends the connection; also during a write. May block. Idempotent. */
  void close();
}
