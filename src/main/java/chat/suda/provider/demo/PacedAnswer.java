package chat.suda.provider.demo;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Sends a stream's steps when they are due. No thread waits in between: a timer hands each write to
 * a thread of the server, which a slow client may block as usual.
 *
 * <p>Not a {@code WriteListener}: Undertow then logs a stack trace for each client that
 * disconnects.
 */
final class PacedAnswer implements AsyncListener {

  private enum State {
    WAITING,
    WRITING,
    /** A write is in progress, after which the answer ends. */
    ENDING,
    ENDED
  }

  private final DemoStream stream;
  private final AsyncContext context;
  private final ScheduledExecutorService timer;
  private final Consumer<PacedAnswer> atEnd;
  private final long start = System.nanoTime();
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
  // Used by the writing thread; writes are ordered by the state.
  private int step;

  /**
   * @param atEnd called, possibly more than once, when nothing more will be written
   */
  PacedAnswer(
      DemoStream stream,
      AsyncContext context,
      ScheduledExecutorService timer,
      Consumer<PacedAnswer> atEnd) {
    this.stream = stream;
    this.context = context;
    this.timer = timer;
    this.atEnd = atEnd;
  }

  /** Begins the answer. */
  void start() {
    context.addListener(this);
    waitForNext();
  }

  /** Cancels the answer without waiting for a write in progress. Idempotent. */
  void stop() {
    if (state.compareAndSet(State.WAITING, State.ENDED)) {
      complete();
    } else {
      state.compareAndSet(State.WRITING, State.ENDING);
    }
  }

  private void waitForNext() {
    try {
      timer.schedule(this::tick, waitNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      stop();
    }
  }

  private void tick() {
    try {
      if (state.get() == State.WAITING) {
        context.start(this::writeDue);
      }
    } catch (IllegalStateException | RejectedExecutionException e) {
      stop();
    }
  }

  private void writeDue() {
    if (!state.compareAndSet(State.WAITING, State.WRITING)) {
      return;
    }
    boolean more = false;
    try {
      more = write();
    } catch (IOException | IllegalStateException e) {
      // The client has disconnected.
    }
    if (more && state.compareAndSet(State.WRITING, State.WAITING)) {
      waitForNext();
    } else if (state.getAndSet(State.ENDED) != State.ENDED) {
      complete();
    }
  }

  /** Writes all that is due; returns whether there is more. */
  private boolean write() throws IOException {
    OutputStream out = context.getResponse().getOutputStream();
    do {
      out.write(stream.step(step++).getBytes(StandardCharsets.UTF_8));
    } while (step < stream.steps() && waitNanos() <= 0);
    out.flush();
    return step < stream.steps();
  }

  private long waitNanos() {
    return DemoPace.due(step).toNanos() - (System.nanoTime() - start);
  }

  private void complete() {
    atEnd.accept(this);
    try {
      context.complete();
    } catch (IllegalStateException e) {
      // The container has already completed it.
    }
  }

  @Override
  public void onComplete(AsyncEvent event) {
    state.set(State.ENDED);
    atEnd.accept(this);
  }

  @Override
  public void onError(AsyncEvent event) {
    stop();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    stop();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // It is never restarted.
  }
}
