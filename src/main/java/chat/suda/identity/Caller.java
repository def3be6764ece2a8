package chat.suda.identity;

import java.security.Principal;
import java.time.Instant;
import java.util.Set;

/**
 * The principal of a request.
 *
 * @param id of the person, who owns what they create
 * @param name, email or {@code null}
 * @param admin whether they are an administrator
 * @param anonymous whether only their cookie is known
 * @param login the hash of their login's id, or {@code null} if there is no login
 * @param expiresAt when this identification expires, or {@code null}
 */
public record Caller(
    String id,
    String name,
    String email,
    Set<String> roles,
    boolean admin,
    boolean anonymous,
    String login,
    Instant expiresAt)
    implements Principal {

  /** The id of callers with {@code suda.admin-token}. */
  static final String ADMIN_TOKEN = "admin-token";

  static Caller anonymous(String id) {
    return new Caller(id, null, null, Set.of(), false, true, null, null);
  }

  static Caller adminToken() {
    return new Caller(ADMIN_TOKEN, null, null, Set.of(), true, false, null, null);
  }

  /** The person's id. */
  @Override
  public String getName() {
    return id;
  }

  boolean expired(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }

  @Override
  public String toString() {
    return "Caller[" + id + "]";
  }
}
