package chat.suda;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, with a time-out. */
public final class Eventually {

  private static final long PAUSE_NANOS = 1_000_000;

  private Eventually() {}

  public static void holds(int withinSeconds, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(withinSeconds);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "not in time");
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
