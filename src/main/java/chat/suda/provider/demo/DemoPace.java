package chat.suda.provider.demo;

import java.time.Duration;

/** How fast the demo model writes: like a real one, and every time the same. */
final class DemoPace {

  private static final Duration FIRST_TOKEN = Duration.ofMillis(300);
  private static final Duration BETWEEN_TOKENS = Duration.ofMillis(20);
  private static final int MAX_JITTER_MILLIS = 8;

  private DemoPace() {}

  /** When a token is due after the question, by its place in the answer; never falls. */
  static Duration due(int token) {
    // Fibonacci hashing: neighbours differ, without a state to keep.
    int jitter = (token * 0x9E3779B9 >>> 16) % (MAX_JITTER_MILLIS + 1);
    return FIRST_TOKEN.plus(BETWEEN_TOKENS.multipliedBy(token)).plusMillis(jitter);
  }
}
