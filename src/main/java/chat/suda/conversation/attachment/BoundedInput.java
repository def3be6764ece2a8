package chat.suda.conversation.attachment;

import chat.suda.conversation.attachment.UnreadableFileException.Reason;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Gives up what swells beyond a bound, or takes too long. */
final class BoundedInput extends FilterInputStream {

  private final Deadline deadline;
  private long left;

  /**
   * @param most bytes
   */
  BoundedInput(InputStream in, long most, Deadline deadline) {
    super(in);
    this.left = most;
    this.deadline = deadline;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    count(read < 0 ? 0 : 1);
    return read;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    count(Math.max(0, read));
    return read;
  }

  private void count(int read) throws IOException {
    deadline.check();
    left -= read;
    if (left < 0) {
      throw new UnreadableFileException(Reason.TOO_COMPLEX);
    }
  }
}
