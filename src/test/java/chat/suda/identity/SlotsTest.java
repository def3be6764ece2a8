package chat.suda.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.suda.identity.Slots.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class SlotsTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Slots slots = new Slots("connections", 3, 2, SharedCounts.NONE, registry);

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
