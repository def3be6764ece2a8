package chat.suda.operation;

import chat.suda.identity.LoginAttempt;
import chat.suda.stream.Utf16;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Instant;

/**
 * Records security-relevant actions in the database, and as one JSON line each by the logger {@code
 * suda.audit}. Never contains conversations.
 */
@ApplicationScoped
public class AuditLog {

  private static final System.Logger LOG = System.getLogger(AuditLog.class.getName());
  private static final System.Logger LINES = System.getLogger("suda.audit");

  /** Rate limit per second for entries that anyone can cause from outside. */
  private static final int MAX_REFUSALS_PER_SECOND = 20;

  private static final int MAX_CHARS = 200;
  private static final String SUCCESS = "success";

  private long second;
  private int refusals;

  @Inject AuditStore store;

  void attempted(@Observes LoginAttempt attempt) {
    if (!attempt.outcome().equals(SUCCESS) && overflows()) {
      return;
    }
    record(attempt.who(), attempt.from(), attempt.action(), null, attempt.outcome());
  }

  private synchronized boolean overflows() {
    long now = Instant.now().getEpochSecond();
    if (now != second) {
      second = now;
      refusals = 0;
    }
    return ++refusals > MAX_REFUSALS_PER_SECOND;
  }

  /** Records an action. */
  public void record(String who, String from, String action, String target) {
    record(who, from, action, target, SUCCESS);
  }

  private void record(String who, String from, String action, String target, String outcome) {
    AuditEntry entry =
        new AuditEntry(Instant.now(), cut(who), cut(from), action, cut(target), outcome);
    LINES.log(Level.INFO, entry.json());
    try {
      store.add(entry);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "A record of the audit could not be stored; its line was logged", e);
    }
  }

  private static String cut(String text) {
    return text == null ? null : Utf16.beginning(text, MAX_CHARS);
  }
}
