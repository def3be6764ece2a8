package chat.suda.launcher;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * The standard streams: what is printed while the server starts and stops is kept back, what is
 * printed between passes through. They stay in place, since a log handler goes on with the stream
 * that it found at its creation. Thread-safe.
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

  /** Keeps back again what is printed from now on. */
  synchronized void hold() {
    released = false;
  }

  /** Drops what was kept back. */
  synchronized void release() {
    released = true;
    kept.reset();
  }

  /** Prints what was kept back, at most 1 MiB. */
  synchronized void print() {
    console.writeBytes(kept.toByteArray());
    release();
  }
}
