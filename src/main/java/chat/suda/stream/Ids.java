package chat.suda.stream;

import java.security.SecureRandom;
import java.util.Base64;

/** Ids that say nothing about their owner or number. */
public final class Ids {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final int BYTES = 16;

  private Ids() {}

  /** A new id: 128 random bits in 22 characters of base64url (RFC 4648, section 5). */
  public static String next() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return BASE64.encodeToString(bytes);
  }
}
