package chat.suda.provider.demo;

import java.time.Duration;

/** The pace of the demo model: similar to a real one, and deterministic. */
final class DemoPace {

  private static final Duration FIRST_TOKEN = Duration.ofMillis(300);
  private static final Duration BETWEEN_TOKENS = Duration.ofMillis(20);
  private static final int MAX_JITTER_MILLIS = 8;

  private DemoPace() {}

  /** When a token is due, from the question on, by its index; never decreases. */
  static Duration due(int token) {
    // Fibonacci hashing: adjacent indexes differ, without state.
    int jitter = (token * 0x9E3779B9 >>> 16) % (MAX_JITTER_MILLIS + 1);
    return FIRST_TOKEN.plus(BETWEEN_TOKENS.multipliedBy(token)).plusMillis(jitter);
  }
}
