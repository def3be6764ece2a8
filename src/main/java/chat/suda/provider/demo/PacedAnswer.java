package chat.suda.provider.demo;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sends a stream's steps when they are due, without a thread that waits: neither for the time, nor
 * for a client that reads slowly (non-blocking output, Servlet 6.0, section 5.7).
 */
final class PacedAnswer implements WriteListener, AsyncListener {

  private final DemoStream stream;
  private final AsyncContext context;
  private final ServletOutputStream out;
  private final ScheduledExecutorService timer;
  private final Consumer<PacedAnswer> atEnd;
  private final long start = System.nanoTime();

  // All under this object's lock: the timer and the server's callbacks may meet.
  private int step;
  private boolean unflushed;
  private boolean ended;
  private Future<?> tick;

  /**
   * @param atEnd is told once nothing more will be written, maybe more than once
   */
  PacedAnswer(
      DemoStream stream,
      AsyncContext context,
      ScheduledExecutorService timer,
      Consumer<PacedAnswer> atEnd)
      throws IOException {
    this.stream = stream;
    this.context = context;
    this.out = context.getResponse().getOutputStream();
    this.timer = timer;
    this.atEnd = atEnd;
  }

  /** Begins the answer. */
  void start() {
    context.addListener(this);
    out.setWriteListener(this);
  }

  @Override
  public synchronized void onWritePossible() {
    if (tick == null) {
      advance();
    }
  }

  private synchronized void onTick() {
    tick = null;
    advance();
  }

  /** Writes all that is due, then waits: for the time by a tick, for the client by a callback. */
  private void advance() {
    try {
      while (!ended && out.isReady()) {
        long wait = waitNanos();
        if (wait <= 0) {
          out.write(stream.step(step++).getBytes(StandardCharsets.UTF_8));
          unflushed = true;
        } else if (unflushed) {
          out.flush();
          unflushed = false;
        } else if (step == stream.steps()) {
          complete();
        } else {
          tick = timer.schedule(this::onTick, wait, TimeUnit.NANOSECONDS);
          return;
        }
      }
    } catch (IOException | IllegalStateException | RejectedExecutionException e) {
      // The client has left, or the server shuts down: nobody is there to be told.
      complete();
    }
  }

  private long waitNanos() {
    if (step == stream.steps()) {
      return Long.MAX_VALUE;
    }
    return DemoPace.due(step).toNanos() - (System.nanoTime() - start);
  }

  /** Ends the answer, whether all of it is sent or not. Idempotent. */
  synchronized void complete() {
    if (!ended) {
      end();
      try {
        context.complete();
      } catch (IllegalStateException e) {
        // The server was faster.
      }
    }
  }

  /** Nothing is written from here on: the server may use the response for another request. */
  private synchronized void end() {
    ended = true;
    if (tick != null) {
      tick.cancel(false);
    }
    atEnd.accept(this);
  }

  @Override
  public void onError(Throwable failure) {
    complete();
  }

  @Override
  public void onError(AsyncEvent event) {
    complete();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    complete();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    end();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // It is never started again.
  }
}
