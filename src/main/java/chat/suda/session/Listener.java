package chat.suda.session;

import java.time.Instant;

/**
 * The client at the other end of a connection.
 *
 * @param user or {@code null}
 * @param login the login that identifies them, or {@code null}
 * @param expiresAt when that identification expires, or {@code null}
 * @param share the token of the share that they view, or {@code null} for their own channel
 * @param floor the id of the position in the log before which they may read nothing, or {@code
 *     null}
 * @param administers whether the connection shows data for administrators only
 */
public record Listener(
    String user, String login, Instant expiresAt, String share, String floor, boolean administers) {

  public Listener(String user, String login, Instant expiresAt) {
    this(user, login, expiresAt, null, null, false);
  }

  /**
   * The same listener, as a viewer of a share.
   *
   * @param since the id of the position at which it was made, or {@code null}
   */
  public Listener of(String token, String since) {
    return new Listener(user, login, expiresAt, token, since, administers);
  }

  /** The same listener, of data for administrators only. */
  public Listener administering() {
    return new Listener(user, login, expiresAt, share, floor, true);
  }

  boolean expired(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }
}
