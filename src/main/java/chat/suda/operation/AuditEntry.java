package chat.suda.operation;

import chat.suda.stream.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An entry of the audit log.
 *
 * @param who the person's id, or {@code null} if unknown
 * @param from the address that the request came from, or {@code null}
 * @param action such as {@code login} or {@code user.delete}
 * @param target the object of the action, or {@code null}
 * @param outcome {@code success}, or the reason of a failure
 */
public record AuditEntry(
    Instant at, String who, String from, String action, String target, String outcome) {

  /** The contract's object, on one line. */
  public String json() {
    return Json.object()
        .add("at", at.truncatedTo(ChronoUnit.MILLIS).toString())
        .add("who", who)
        .add("from", from)
        .add("action", action)
        .add("target", target)
        .add("outcome", outcome)
        .end();
  }
}
