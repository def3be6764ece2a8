package chat.suda.session;

import java.time.Instant;

/**
 * Who is at the other end of a connection.
 *
 * @param user or {@code null}
 * @param login by which they are known, or {@code null}
 * @param expiresAt when that ends, or {@code null}
 * @param share the token of the share that they look at, or {@code null} for their own
 */
public record Listener(String user, String login, Instant expiresAt, String share) {

  public Listener(String user, String login, Instant expiresAt) {
    this(user, login, expiresAt, null);
  }

  /** The same who looks at that share. */
  public Listener of(String token) {
    return new Listener(user, login, expiresAt, token);
  }

  boolean expired(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }
}
