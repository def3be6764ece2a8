package chat.suda.provider.openai;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Raises an alarm after a silence. One task in all: it looks when something was last heard, and
 * comes back when the rest of the time is over, so that hearing something costs one write.
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

  /** From now on, and in place of what was armed before, waits for a silence of {@code limit}. */
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

  /** Replaces what is done on the silence, not the time until then. */
  synchronized void onAlarm(Runnable other) {
    alarm = other;
  }

  void heard() {
    heard = System.nanoTime();
  }

  /** For good: no alarm begins from now on. */
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
