package chat.suda.sse;

import chat.suda.session.FrameEvent;
import chat.suda.session.FrameSink;
import chat.suda.stream.Frame;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An event stream of Jakarta REST's, written by the non-blocking output of Jakarta Servlet 6.0
 * (section 5.7): a client that does not read holds memory for one write, and no thread.
 */
final class EventStreamSink implements FrameSink, WriteListener {

  private enum State {
    /** The container has not yet called {@code onWritePossible}. */
    OPENING,
    OPEN,
    /** No more writes are allowed. */
    CLOSED
  }

  private final AsyncContext async;
  private final ServerConnection connection;
  private final ServletOutputStream out;

  private State state = State.OPENING;
  private byte[] unwritten;
  private boolean unflushed;
  private CompletableFuture<Void> pending;

  /** The completion of the latest send. */
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

  /**
   * @param async just started; the response's headers are set, nothing is written
   * @param out its non-blocking output
   */
  EventStreamSink(AsyncContext async, ServletOutputStream out, ServerConnection connection) {
    this.async = async;
    this.connection = connection;
    this.out = out;
  }

  /**
   * Begins to write. The head is flushed first: Open Liberty would hold it back until the second
   * write.
   */
  void open() {
    try {
      async.getResponse().flushBuffer();
      out.setWriteListener(this);
    } catch (IOException e) {
      onError(e);
    }
  }

  /** Sets the action for a disconnect of the client, on servers that report it. */
  void onDeparture(Runnable action) {
    connection.onDeparture(action);
  }

  /**
   * {@inheritDoc} The stage completes when the transport has taken the event; events that are sent
   * meanwhile wait for that, in order. It fails with an {@link IOException} when the connection
   * breaks or is closed first.
   */
  @Override
  public CompletionStage<?> send(OutboundSseEvent event) {
    return send(List.of(event instanceof FrameEvent ours ? ours.frame() : frame(event)));
  }

  private static Frame frame(OutboundSseEvent event) {
    return Frame.of(
        event.getId(),
        event.getName(),
        event.getComment(),
        event.isReconnectDelaySet() ? event.getReconnectDelay() : -1,
        event.getData() == null ? null : event.getData().toString());
  }

  @Override
  public synchronized boolean isReady() {
    try {
      return state == State.OPEN && pending == null && out.isReady();
    } catch (RuntimeException e) {
      return false; // the container has closed it
    }
  }

  @Override
  public boolean isClosed() {
    synchronized (this) {
      if (state == State.CLOSED) {
        return true;
      }
    }
    return connection.isDisconnected();
  }

  @Override
  public CompletionStage<Void> send(List<Frame> frames) {
    CompletableFuture<Void> stage = new CompletableFuture<>();
    synchronized (this) {
      if (!last.isDone()) {
        last = last.thenCompose(before -> write(frames, stage));
        return last;
      }
      last = stage;
    }
    return write(frames, stage);
  }

  private CompletableFuture<Void> write(List<Frame> frames, CompletableFuture<Void> stage) {
    synchronized (this) {
      if (state == State.CLOSED) {
        stage.completeExceptionally(new IOException("closed"));
        return stage;
      }
      unwritten = Frame.encode(frames);
      pending = stage;
    }
    progress();
    return stage;
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

  /** {@inheritDoc} During a write, the frames in progress are lost. */
  @Override
  public void close() {
    CompletableFuture<Void> unfinished;
    synchronized (this) {
      if (state == State.CLOSED) {
        return;
      }
      state = State.CLOSED;
      unfinished = pending;
      pending = null;
      unwritten = null;
    }
    connection.release();
    if (out instanceof OffloadedOutput offloaded) {
      offloaded.afterFlush(this::complete);
    } else {
      complete();
    }
    if (unfinished != null) {
      connection.cut();
      unfinished.completeExceptionally(new IOException("closed"));
    }
  }

  private void complete() {
    try {
      async.complete();
    } catch (IllegalStateException e) {
      // The container has already completed it.
    }
  }

  /** Writes as much as the container accepts. */
  private void progress() {
    CompletableFuture<Void> done = null;
    IOException failure = null;
    synchronized (this) {
      try {
        while (pending != null && state == State.OPEN && out.isReady()) {
          if (unflushed) {
            unflushed = false;
            out.flush();
          } else if (unwritten != null) {
            byte[] bytes = unwritten;
            unwritten = null;
            unflushed = true;
            out.write(bytes);
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
    // Outside of the lock, since a callback may write again.
    if (failure != null) {
      done.completeExceptionally(failure);
    } else if (done != null) {
      done.complete(null);
    }
  }
}
