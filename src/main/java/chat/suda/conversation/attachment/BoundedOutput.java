package chat.suda.conversation.attachment;

import java.io.ByteArrayOutputStream;

/**
 * Bytes, up to so many. What is beyond is dropped and not refused: ImageIO's writers do not bear a
 * failure.
 */
final class BoundedOutput extends ByteArrayOutputStream {

  private final int most;
  private boolean full;

  BoundedOutput(int most) {
    this.most = most;
  }

  /** Whether there was more. */
  boolean isFull() {
    return full;
  }

  @Override
  public void write(int next) {
    full |= count == most;
    if (!full) {
      super.write(next);
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    full |= length > most - count;
    if (!full) {
      super.write(bytes, offset, length);
    }
  }
}
