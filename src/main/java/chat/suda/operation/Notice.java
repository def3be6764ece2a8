package chat.suda.operation;

import chat.suda.stream.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A notice of an administrator.
 *
 * @param level {@code info} or {@code warning}
 * @param from when it becomes valid
 * @param until when it expires, or {@code null}
 */
public record Notice(
    String id, String text, String level, Instant from, Instant until, Instant createdAt) {

  boolean holds(Instant now) {
    return !now.isBefore(from) && (until == null || now.isBefore(until));
  }

  /** The contract's object. */
  public String json() {
    return Json.object()
        .add("id", id)
        .add("text", text)
        .add("level", level)
        .add("from", time(from))
        .add("until", time(until))
        .add("createdAt", time(createdAt))
        .end();
  }

  private static String time(Instant time) {
    return time == null ? null : time.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
