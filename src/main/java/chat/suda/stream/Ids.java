package chat.suda.stream;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** Ids that reveal neither an owner nor a count. */
public final class Ids {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final int BYTES = 16;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{22,64}");

  private Ids() {}

  /** Whether the text has the form of an id; clients may send anything. */
  public static boolean isId(String text) {
    return text != null && ID.matcher(text).matches();
  }

  /** A random number of 53 bits, exact in JSON and doubles; needs no coordination of nodes. */
  public static long nextNumber() {
    return RANDOM.nextLong() >>> 11;
  }

  /** An id derived from a text of any length: its SHA-256, 43 characters. */
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
