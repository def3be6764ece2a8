package chat.suda.conversation.attachment;

import java.io.ByteArrayOutputStream;

/**
 * A byte array output with a size limit. Bytes beyond it are discarded, since writers of ImageIO do
 * not handle an exception.
 */
final class BoundedOutput extends ByteArrayOutputStream {

  private final int most;
  private boolean full;

  BoundedOutput(int most) {
    this.most = most;
  }

  /** Whether bytes were discarded. */
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
