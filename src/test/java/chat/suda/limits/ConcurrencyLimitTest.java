package chat.suda.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.suda.limits.ConcurrencyLimit.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ConcurrencyLimit slots =
      new ConcurrencyLimit("connections", 3, 2, SharedCounts.NONE, registry);

  @Test
  void refusesAUserBeforeTheNodeIsFullAndThenEveryoneAndCountsEachByItsLimit() {
    assertEquals(Outcome.TAKEN, slots.take("ann"));
    assertEquals(Outcome.TAKEN, slots.take("ann"));
    assertEquals(Outcome.USER_FULL, slots.take("ann"));
    assertEquals(Outcome.TAKEN, slots.take(null));
    assertEquals(Outcome.NODE_FULL, slots.take("bob"));
    assertEquals(Outcome.NODE_FULL, slots.take(null));
    assertEquals(3, slots.taken());
    assertEquals(2, refused("connections"));
    assertEquals(1, refused("connections-per-user"));
    slots.giveBack("ann");
    assertEquals(Outcome.TAKEN, slots.take("ann"));
  }

  private double refused(String limit) {
    return registry.get("suda.refused").tag("limit", limit).counter().count();
  }
}
