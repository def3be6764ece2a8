package chat.suda.database;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times in the database: microseconds since 1970, UTC. */
public final class Micros {

  private Micros() {}

  public static long now() {
    return of(Instant.now());
  }

  public static long of(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  public static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
