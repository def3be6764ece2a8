package chat.suda.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OwnerPlacesTest {

  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofSeconds(10);

  private final OwnerPlaces places = new OwnerPlaces(2);

  @Test
  void anOwnerHasOneAndLeavesTheOthersToOthers() throws Exception {
    assertTrue(places.enter("a", SHORT));
    assertFalse(places.enter("a", SHORT));
    assertTrue(places.enter("b", SHORT));
    assertFalse(places.enter("c", SHORT), "all are taken");
    places.leave("a");
    assertTrue(places.enter("c", SHORT));
    places.leave("b");
    places.leave("c");
    assertEquals(0, places.owners(), "nothing is kept of those who have left");
  }

  @Test
  void whoWaitsGetsItWhenItIsFree() throws Exception {
    assertTrue(places.enter("a", SHORT));
    CompletableFuture<Boolean> second = CompletableFuture.supplyAsync(() -> enter("a"));
    places.leave("a");
    assertTrue(second.get(10, TimeUnit.SECONDS));
    places.leave("a");
    assertEquals(0, places.owners());
  }

  private boolean enter(String owner) {
    try {
      return places.enter(owner, LONG);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
