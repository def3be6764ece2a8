package chat.suda.sse;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.Executor;

/**
 * The non-blocking output of Jakarta Servlet 6.0 (section 5.7) on top of an output that blocks
 * regardless. Writes are buffered until {@code flush}, which another thread performs; {@code
 * isReady} is {@code false} until it has ended.
 */
final class OffloadedOutput extends ServletOutputStream {

  private final ServletOutputStream blocking;
  private final Executor executor;
  private final ByteArrayOutputStream unflushed = new ByteArrayOutputStream();
  private WriteListener listener;
  private boolean flushing;
  private boolean awaited;
  private Runnable afterFlush;

  /**
   * @param executor has one thread per client that does not read
   */
  OffloadedOutput(ServletOutputStream blocking, Executor executor) {
    this.blocking = blocking;
    this.executor = executor;
  }

  @Override
  public void setWriteListener(WriteListener writeListener) {
    synchronized (this) {
      listener = writeListener;
      flushing = true;
      awaited = true;
    }
    executor.execute(() -> flushed(null));
  }

  @Override
  public synchronized boolean isReady() {
    awaited |= flushing;
    return !flushing;
  }

  @Override
  public synchronized void write(int b) {
    unflushed.write(b);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) {
    unflushed.write(bytes, from, length);
  }

  /** Requires {@link #isReady}. */
  @Override
  public void flush() {
    byte[] bytes;
    synchronized (this) {
      bytes = unflushed.toByteArray();
      unflushed.reset();
      flushing = true;
    }
    executor.execute(() -> flush(bytes));
  }

  /** Runs the action once no flush is in progress: at once, or on the thread that ends it. */
  void afterFlush(Runnable action) {
    synchronized (this) {
      if (flushing) {
        afterFlush = action;
        return;
      }
    }
    action.run();
  }

  private void flush(byte[] bytes) {
    Throwable failure = null;
    try {
      blocking.write(bytes);
      blocking.flush();
    } catch (IOException | RuntimeException e) {
      failure = e;
    }
    flushed(failure);
  }

  private void flushed(Throwable failure) {
    boolean wanted;
    Runnable action;
    synchronized (this) {
      wanted = awaited;
      action = afterFlush;
      flushing = false;
      awaited = false;
      afterFlush = null;
    }
    if (action != null) {
      action.run();
    } else if (failure != null) {
      listener.onError(failure);
    } else if (wanted) {
      try {
        listener.onWritePossible();
      } catch (IOException e) {
        listener.onError(e);
      }
    }
  }
}
