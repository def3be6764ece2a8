package chat.suda.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** Random values and their digests, in base64url (RFC 4648, section 5). */
final class Digests {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private Digests() {}

  /** A value of that many random bits. */
  static String random(int bits) {
    byte[] bytes = new byte[bits / 8];
    RANDOM.nextBytes(bytes);
    return BASE64.encodeToString(bytes);
  }

  /** The SHA-256 of a text in UTF-8, 43 characters. */
  static String sha256(String text) {
    return BASE64.encodeToString(sha256Bytes(text));
  }

  static byte[] sha256Bytes(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Compares in constant time. */
  static boolean same(String one, String other) {
    return MessageDigest.isEqual(sha256Bytes(one), sha256Bytes(other));
  }
}
