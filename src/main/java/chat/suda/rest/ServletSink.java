package chat.suda.rest;

import chat.suda.stream.Frame;
import chat.suda.stream.Sink;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Writes frames by the non-blocking output of Jakarta Servlet 6.0 (section 5.7): a client that does
 * not read holds memory for one write, and no thread.
 */
final class ServletSink implements Sink, WriteListener {

  private enum State {
    /** The container has not yet said that it takes output. */
    OPENING,
    OPEN,
    /** Nothing may be written any more. */
    CLOSED
  }

  private final AsyncContext async;
  private final ServerConnection wire;
  private final ServletOutputStream out;
  private State state = State.OPENING;
  private byte[] unwritten;
  private boolean unflushed;
  private CompletableFuture<Void> pending;

  /**
   * @param async just started; the head of its response is set, nothing is written
   */
  ServletSink(AsyncContext async, ServerConnection wire) throws IOException {
    this.async = async;
    this.wire = wire;
    this.out = async.getResponse().getOutputStream();
  }

  /** Begins to take output. */
  void open() {
    out.setWriteListener(this);
  }

  @Override
  public CompletionStage<Void> write(List<Frame> frames) {
    CompletableFuture<Void> written = new CompletableFuture<>();
    synchronized (this) {
      if (state == State.CLOSED) {
        written.completeExceptionally(new IOException("closed"));
        return written;
      }
      unwritten = Frame.encode(frames);
      pending = written;
    }
    progress();
    return written;
  }

  @Override
  public void onWritePossible() {
    synchronized (this) {
      if (state == State.OPENING) {
        state = State.OPEN;
      }
    }
    progress();
  }

  @Override
  public void onError(Throwable failure) {
    CompletableFuture<Void> unfinished;
    synchronized (this) {
      unfinished = pending;
      pending = null;
      unwritten = null;
      unflushed = false;
    }
    if (unfinished == null) {
      close();
    } else {
      unfinished.completeExceptionally(failure);
    }
  }

  /** {@inheritDoc} In the middle of a write, the client loses what is under way. */
  @Override
  public void close() {
    boolean writing;
    synchronized (this) {
      if (state == State.CLOSED) {
        return;
      }
      state = State.CLOSED;
      writing = pending != null;
    }
    wire.release();
    try {
      async.complete();
    } catch (IllegalStateException e) {
      // The container was first.
    }
    if (writing) {
      wire.cut();
    }
  }

  /** Gives the container as much as it takes. */
  private void progress() {
    CompletableFuture<Void> done = null;
    IOException failure = null;
    synchronized (this) {
      try {
        while (pending != null && state == State.OPEN && out.isReady()) {
          if (unwritten != null) {
            byte[] bytes = unwritten;
            unwritten = null;
            unflushed = true;
            out.write(bytes);
          } else if (unflushed) {
            unflushed = false;
            out.flush();
          } else {
            done = pending;
            pending = null;
          }
        }
      } catch (IOException | RuntimeException e) {
        failure = e instanceof IOException io ? io : new IOException(e);
        done = pending;
        pending = null;
      }
    }
    // Outside of the lock: what waits for it may want to write again.
    if (failure != null) {
      done.completeExceptionally(failure);
    } else if (done != null) {
      done.complete(null);
    }
  }
}
