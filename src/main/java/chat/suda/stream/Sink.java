package chat.suda.stream;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** The destination of a connection's frames. */
public interface Sink {

  /**
   * Writes the frames in order. May block; the next call comes after the returned stage is
   * complete.
   *
   * @return completes when the transport has taken all frames, exceptionally when the client has
   *     disconnected
   */
  CompletionStage<?> write(List<Frame> frames);

  /**
   * Whether a {@link #write} now would complete without waiting, on any thread; {@code false} where
   * that is unknown.
   */
  default boolean isReady() {
    return false;
  }

  /** Whether the client is known to have disconnected, or the connection was closed. */
  default boolean isClosed() {
    return false;
  }

  /** Closes the connection; also during a write. May block. Idempotent. */
  void close();
}
