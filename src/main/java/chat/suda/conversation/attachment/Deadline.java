package chat.suda.conversation.attachment;

import chat.suda.conversation.attachment.UnreadableFileException.Reason;
import java.time.Duration;

/** The deadline for reading a file; readers check it at intervals. */
final class Deadline {

  private final long end;

  Deadline(Duration time) {
    end = System.nanoTime() + time.toNanos();
  }

  boolean passed() {
    return System.nanoTime() - end > 0 || Thread.currentThread().isInterrupted();
  }

  /**
   * @throws UnreadableFileException once it has passed
   */
  void check() throws UnreadableFileException {
    if (passed()) {
      throw new UnreadableFileException(Reason.TOO_SLOW);
    }
  }
}
