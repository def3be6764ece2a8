package chat.suda.conversation.attachment;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Fails if the input exceeds a maximum length. */
public class CountedInput extends FilterInputStream {

  private long left;

  /**
   * @param most bytes
   */
  public CountedInput(InputStream in, long most) {
    super(in);
    this.left = most;
  }

  /** The remaining number of bytes. */
  public final long left() {
    return left;
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
    check();
    left -= read;
    if (left < 0) {
      throw tooMuch();
    }
  }

  /** Called after each read; an exception ends the reading. */
  protected void check() throws IOException {}

  /** The exception for too many bytes. */
  protected IOException tooMuch() {
    return new IOException("swells to too much");
  }
}
