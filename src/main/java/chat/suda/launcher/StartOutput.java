package chat.suda.launcher;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * The standard streams: output during the start and the stop is buffered, output in between is
 * passed through. The stream objects stay the same, since a log handler keeps the stream that it
 * found at its creation. Thread-safe.
 */
final class StartOutput {

  private static final int MAX_BYTES = 1 << 20;

  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final PrintStream console = System.out;
  private boolean released;

  private StartOutput() {}

  static StartOutput capture() {
    StartOutput output = new StartOutput();
    System.setOut(new PrintStream(output.to(System.out), true));
    System.setErr(new PrintStream(output.to(System.err), true));
    return output;
  }

  private OutputStream to(PrintStream target) {
    return new OutputStream() {
      @Override
      public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        pass(bytes, offset, length, target);
      }
    };
  }

  private void pass(byte[] bytes, int offset, int length, PrintStream target) {
    synchronized (this) {
      if (!released) {
        kept.write(bytes, offset, Math.min(length, MAX_BYTES - kept.size()));
        return;
      }
    }
    target.write(bytes, offset, length);
    target.flush();
  }

  /** Buffers the output from now on. */
  synchronized void hold() {
    released = false;
  }

  /** Discards the buffered output. */
  synchronized void release() {
    released = true;
    kept.reset();
  }

  /** Prints the buffered output, at most 1 MiB. */
  synchronized void print() {
    console.writeBytes(kept.toByteArray());
    release();
  }
}
