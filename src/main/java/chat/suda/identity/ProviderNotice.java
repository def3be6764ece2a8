package chat.suda.identity;

import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Logs that the identity provider is unavailable: at most one line in {@link #PAUSE}, for any
 * number of calls.
 */
@ApplicationScoped
public class ProviderNotice {

  private static final System.Logger LOG = System.getLogger(ProviderNotice.class.getName());
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private long lastNanos = System.nanoTime() - PAUSE.toNanos();

  void away(ProviderUnavailableException problem) {
    if (isDue()) {
      LOG.log(
          Level.WARNING,
          "The identity provider cannot be asked; logins that are known hold: {0}",
          problem.getMessage());
    }
  }

  private synchronized boolean isDue() {
    long now = System.nanoTime();
    boolean due = now - lastNanos >= PAUSE.toNanos();
    if (due) {
      lastNanos = now;
    }
    return due;
  }
}
