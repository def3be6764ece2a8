package chat.suda.identity;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * What was looked up a moment ago, in bounded memory. Thread-safe: what was looked up before it was
 * forgotten is not kept.
 */
final class RecentValues<V> {

  private record Entry<V>(V value, long nanos) {}

  private final Map<String, Entry<V>> entries = new ConcurrentHashMap<>();
  private final AtomicInteger forgotten = new AtomicInteger();
  private final long ageNanos;
  private final int most;

  /**
   * @param age after which a value is looked up anew
   */
  RecentValues(Duration age, int most) {
    this.ageNanos = age.toNanos();
    this.most = most;
  }

  /** The value of a moment ago, else what the look-up gives; that there is none is not kept. */
  Optional<V> get(String key, Function<String, Optional<V>> lookUp) {
    Entry<V> known = entries.get(key);
    long now = System.nanoTime();
    if (known != null && now - known.nanos < ageNanos) {
      return Optional.of(known.value);
    }
    int before = forgotten.get();
    Optional<V> found = lookUp.apply(key);
    found.ifPresentOrElse(
        value -> put(key, new Entry<>(value, now), now), () -> entries.remove(key));
    if (forgotten.get() != before) { // looked at after the put, as forget() does in reverse
      entries.remove(key);
    }
    return found;
  }

  private void put(String key, Entry<V> entry, long now) {
    if (entries.size() >= most) {
      entries.values().removeIf(old -> now - old.nanos > ageNanos);
      if (entries.size() >= most) {
        entries.clear();
      }
    }
    entries.put(key, entry);
  }

  void forget(String key) {
    forgotten.incrementAndGet();
    entries.remove(key);
  }

  void forgetAll() {
    forgotten.incrementAndGet();
    entries.clear();
  }
}
