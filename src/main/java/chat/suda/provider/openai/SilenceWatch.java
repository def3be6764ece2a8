package chat.suda.provider.openai;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Raises an alarm after a silence. One timer task in all: it compares the time of the last signal
 * and reschedules itself for the remaining time, so that a signal costs one write.
 */
final class SilenceWatch {

  private final ScheduledExecutorService timer;
  private volatile long heard;
  private long limit;
  private Runnable alarm;
  private Future<?> task;
  private int armed;
  private boolean stopped;

  SilenceWatch(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  /** Waits for a silence of {@code limit} from now on; replaces an earlier call. */
  synchronized void arm(Duration limit, Runnable alarm) {
    if (stopped) {
      return;
    }
    if (task != null) {
      task.cancel(false);
    }
    this.limit = limit.toNanos();
    this.alarm = alarm;
    armed++;
    heard = System.nanoTime();
    schedule(this.limit);
  }

  /** Replaces the action, not the time until it. */
  synchronized void onAlarm(Runnable other) {
    alarm = other;
  }

  void heard() {
    heard = System.nanoTime();
  }

  /** Stops permanently. */
  synchronized void stop() {
    stopped = true;
    if (task != null) {
      task.cancel(false);
    }
  }

  private void schedule(long nanos) {
    int round = armed;
    task = timer.schedule(() -> look(round), nanos, TimeUnit.NANOSECONDS);
  }

  private void look(int round) {
    Runnable due;
    synchronized (this) {
      if (stopped || round != armed) {
        return;
      }
      long left = heard + limit - System.nanoTime();
      if (left > 0) {
        schedule(left);
        return;
      }
      due = alarm;
    }
    due.run();
  }
}
