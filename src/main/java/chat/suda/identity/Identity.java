package chat.suda.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * An anonymous caller, known by a secret that only their browser holds.
 *
 * @param user the caller's id: derived from the secret, and saying nothing about it
 */
public record Identity(String user) {

  /** The cookie that holds the secret. */
  public static final String COOKIE = "suda";

  private static final int SECRET_BYTES = 32;
  private static final int SECRET_LENGTH = 43;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  /** A new secret of 256 bits, in base64url (RFC 4648, section 5). */
  public static String newSecret() {
    byte[] bytes = new byte[SECRET_BYTES];
    RANDOM.nextBytes(bytes);
    return BASE64.encodeToString(bytes);
  }

  /** Who holds this secret; empty for what can be none of ours. */
  public static Optional<Identity> of(String secret) {
    if (secret == null || !secret.matches("[A-Za-z0-9_-]{" + SECRET_LENGTH + "}")) {
      return Optional.empty();
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
      return Optional.of(new Identity(BASE64.encodeToString(digest).substring(0, 22)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
