package chat.suda.session;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads that write to clients: an executor for short tasks that do not block.
 *
 * <p>Waking a thread costs as much as the rest of the work for a token. Under load, an idle worker
 * parks for at most 1 ms and polls again, so that it takes several tasks at once. Under light load
 * it is unparked at once.
 */
final class DeliveryExecutor implements Executor {

  private static final long PARK_NANOS = 1_000_000;

  /** Below this average gap between tasks an idle worker polls. */
  private static final long BUSY_GAP_NANOS = 1_000_000;

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Worker[] workers;
  private volatile boolean closed;

  DeliveryExecutor(int threads, ThreadFactory factory) {
    workers = new Worker[threads];
    for (int i = 0; i < threads; i++) {
      workers[i] = new Worker();
      workers[i].thread = factory.newThread(workers[i]);
    }
    for (Worker worker : workers) {
      worker.thread.start();
    }
  }

  @Override
  public void execute(Runnable task) {
    if (closed) {
      throw new RejectedExecutionException("closed");
    }
    tasks.add(task);
    for (Worker worker : workers) {
      if (worker.asleep) {
        worker.wake();
        return;
      }
    }
  }

  /** Runs the queued tasks and ends the threads. */
  void close() {
    closed = true;
    for (Worker worker : workers) {
      worker.wake();
    }
  }

  private final class Worker implements Runnable {

    private volatile boolean asleep;
    private Thread thread;
    private long gap = 4 * BUSY_GAP_NANOS;
    private long lastTask = System.nanoTime();

    void wake() {
      asleep = false;
      LockSupport.unpark(thread);
    }

    @Override
    public void run() {
      while (true) {
        Runnable task = tasks.poll();
        if (task != null) {
          note();
          runSafely(task);
        } else if (closed) {
          return;
        } else {
          rest();
        }
      }
    }

    private void rest() {
      long idle = System.nanoTime() - lastTask;
      if (Math.max(gap, idle) < BUSY_GAP_NANOS) {
        LockSupport.parkNanos(this, PARK_NANOS);
        return;
      }
      asleep = true;
      // Checked after the worker is marked as asleep; execute() checks in the reverse order.
      if (tasks.isEmpty() && !closed) {
        LockSupport.park(this);
      }
      asleep = false;
    }

    /** A moving average of the time between tasks. */
    private void note() {
      long now = System.nanoTime();
      gap += (Math.min(now - lastTask, 4 * BUSY_GAP_NANOS) - gap) / 8;
      lastTask = now;
    }

    private void runSafely(Runnable task) {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        System.getLogger(DeliveryExecutor.class.getName())
            .log(System.Logger.Level.ERROR, "A task of the delivery executor failed", e);
      }
    }
  }
}
