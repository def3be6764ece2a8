package chat.suda.session;

import java.time.Instant;

/**
 * Who is at the other end of a connection.
 *
 * @param user or {@code null}
 * @param login by which they are known, or {@code null}
 * @param expiresAt when that ends, or {@code null}
 */
public record Listener(String user, String login, Instant expiresAt) {

  boolean expired(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }
}
