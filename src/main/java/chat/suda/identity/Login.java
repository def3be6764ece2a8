package chat.suda.identity;

import java.time.Instant;
import java.util.Set;

/**
 * A login at the provider, kept by a cookie.
 *
 * @param id the SHA-256 of the cookie's value
 * @param subject a digest of the provider's subject
 * @param refreshToken, idToken encrypted, or {@code null}
 * @param checkedAt when the provider was last asked, in microseconds since 1970
 */
record Login(
    String id,
    String person,
    String subject,
    Set<String> roles,
    String refreshToken,
    String idToken,
    long checkedAt,
    Instant expiresAt) {

  static final String COOKIE = "suda_login";

  @Override
  public String toString() {
    return "Login[" + person + "]";
  }
}
