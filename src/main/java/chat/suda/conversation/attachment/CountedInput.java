package chat.suda.conversation.attachment;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Ends what is longer than it may be with a failure. */
public class CountedInput extends FilterInputStream {

  private long left;

  /**
   * @param most bytes
   */
  public CountedInput(InputStream in, long most) {
    super(in);
    this.left = most;
  }

  /** How many bytes more there may be. */
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

  /** Called after each read; what it throws ends the reading. */
  protected void check() throws IOException {}

  /** What a reader is told of too many bytes. */
  protected IOException tooMuch() {
    return new IOException("swells to too much");
  }
}
