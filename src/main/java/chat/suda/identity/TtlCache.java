package chat.suda.identity;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A bounded cache with a short time to live. Thread-safe; a value loaded before an invalidation is
 * not stored.
 */
final class TtlCache<V> {

  private record Entry<V>(V value, long nanos) {}

  private final Map<String, Entry<V>> entries = new ConcurrentHashMap<>();
  private final AtomicInteger forgotten = new AtomicInteger();
  private final long ageNanos;
  private final int most;

  /**
   * @param age time to live of a value
   */
  TtlCache(Duration age, int most) {
    this.ageNanos = age.toNanos();
    this.most = most;
  }

  /** The cached value, else what the look-up returns; an empty result is not cached. */
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
    if (forgotten.get() != before) { // checked after the put; forget() does the reverse
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
