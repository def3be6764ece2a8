package chat.suda.identity;

import java.util.Optional;

/** The secret that identifies an anonymous caller, held by their browser only. */
final class AnonymousSecret {

  /** The cookie that holds the secret. */
  static final String COOKIE = "suda";

  private static final int SECRET_BITS = 256;
  private static final int SECRET_LENGTH = 43;

  private AnonymousSecret() {}

  /** A new secret of 256 bits, in base64url (RFC 4648, section 5). */
  static String next() {
    return Digests.random(SECRET_BITS);
  }

  /** The id derived from this secret, which does not reveal it; empty if the secret is invalid. */
  static Optional<String> holder(String secret) {
    return secret != null && secret.matches("[A-Za-z0-9_-]{" + SECRET_LENGTH + "}")
        ? Optional.of(Digests.sha256(secret).substring(0, 22))
        : Optional.empty();
  }
}
