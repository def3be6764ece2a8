package chat.suda.operation;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** A quantile of a histogram timer over the last minute. */
final class RecentQuantile {

  private static final int SECONDS = 60;

  private final MeterRegistry registry;
  private final String name;
  private final Deque<CountAtBucket[]> past = new ArrayDeque<>();
  private final Deque<Long> totals = new ArrayDeque<>();

  RecentQuantile(MeterRegistry registry, String name) {
    this.registry = registry;
    this.name = name;
  }

  /**
   * To be called every second.
   *
   * @return seconds: the upper bound of the bucket that contains the quantile, or the last bound;
   *     {@code null} if nothing was measured
   */
  Double next(double quantile) {
    Timer timer = registry.find(name).timer();
    if (timer == null) {
      return null;
    }
    CountAtBucket[] now = timer.takeSnapshot().histogramCounts();
    long total = timer.count();
    past.addLast(now);
    totals.addLast(total);
    if (past.size() > SECONDS) {
      past.removeFirst();
      totals.removeFirst();
    }
    CountAtBucket[] first = past.getFirst();
    long measured = total - totals.getFirst();
    if (measured <= 0 || now.length == 0 || now.length != first.length) {
      return null;
    }
    for (int i = 0; i < now.length; i++) {
      if (now[i].count() - first[i].count() >= quantile * measured) {
        return now[i].bucket(TimeUnit.SECONDS);
      }
    }
    return now[now.length - 1].bucket(TimeUnit.SECONDS);
  }
}
