package chat.suda.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TtlCacheTest {

  private final TtlCache<String> values = new TtlCache<>(Duration.ofHours(1), 2);
  private final AtomicInteger lookUps = new AtomicInteger();

  @Test
  void looksUpOnceWhatIsThere() {
    assertEquals(Optional.of("v"), get("a"));
    assertEquals(Optional.of("v"), get("a"));
    assertEquals(1, lookUps.get());
  }

  @Test
  void keepsNothingThatWasLookedUpBeforeItWasForgotten() {
    values.get("a", key -> forgottenMeanwhile(() -> values.forget("a")));
    assertEquals(Optional.of("v"), get("a"));
    values.get("b", key -> forgottenMeanwhile(values::forgetAll));
    assertEquals(Optional.of("v"), get("b"));
    assertEquals(2, lookUps.get());
  }

  @Test
  void keepsNoMoreThanItsBound() {
    for (String key : new String[] {"a", "b", "c", "c"}) {
      get(key);
    }
    assertEquals(3, lookUps.get());
    get("a");
    assertEquals(4, lookUps.get());
  }

  private Optional<String> get(String key) {
    return values.get(
        key,
        wanted -> {
          lookUps.incrementAndGet();
          return Optional.of("v");
        });
  }

  private static Optional<String> forgottenMeanwhile(Runnable forget) {
    forget.run();
    return Optional.of("old");
  }
}
