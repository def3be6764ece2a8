package chat.suda.session;

import java.time.Instant;

/**
 * Who is at the other end of a connection.
 *
 * @param user or {@code null}
 * @param login by which they are known, or {@code null}
 * @param expiresAt when that ends, or {@code null}
 * @param share the token of the share that they look at, or {@code null} for their own
 * @param floor the id of the position in the log before which they may read nothing, or {@code
 *     null}
 * @param administers whether they look at what administrators alone see
 */
public record Listener(
    String user, String login, Instant expiresAt, String share, String floor, boolean administers) {

  public Listener(String user, String login, Instant expiresAt) {
    this(user, login, expiresAt, null, null, false);
  }

  /**
   * The same who looks at a share.
   *
   * @param since the id of the position at which it was made, or {@code null}
   */
  public Listener of(String token, String since) {
    return new Listener(user, login, expiresAt, token, since, administers);
  }

  /** The same who looks at what administrators alone see. */
  public Listener administering() {
    return new Listener(user, login, expiresAt, share, floor, true);
  }

  boolean expired(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }
}
