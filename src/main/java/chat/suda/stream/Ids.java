package chat.suda.stream;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** Ids that say nothing about their owner or number. */
public final class Ids {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final int BYTES = 16;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{22,64}");

  private Ids() {}

  /** Whether this may be one of ours: what a client sends may be anything. */
  public static boolean isId(String text) {
    return text != null && ID.matcher(text).matches();
  }

  /** A new number that nodes need not agree on: 53 random bits, exact in JSON and doubles. */
  public static long nextNumber() {
    return RANDOM.nextLong() >>> 11;
  }

  /** An id for a text of any length, the same for the same text: SHA-256, 43 characters. */
  public static String digest(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return BASE64.encodeToString(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** A new id: 128 random bits in 22 characters of base64url (RFC 4648, section 5). */
  public static String next() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return BASE64.encodeToString(bytes);
  }
}
