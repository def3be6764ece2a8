package chat.suda.identity;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;

/**
 * A login in progress. The browser keeps it, encrypted, in a cookie named after its {@code state},
 * so that parallel tabs may have one each.
 *
 * @param nonce that the ID token must have
 * @param verifier of the code challenge (RFC 7636)
 * @param to a path of Suda, where the browser goes afterwards
 */
record PendingLogin(String state, String nonce, String verifier, String to, Instant expiresAt) {

  static final Duration LIFETIME = Duration.ofMinutes(10);
  static final String COOKIE_PREFIX = "suda_login_state_";

  private static final int BITS = 256;
  private static final String STATE = "[A-Za-z0-9_-]{43}";

  static PendingLogin begin(String to) {
    return new PendingLogin(
        Digests.random(BITS),
        Digests.random(BITS),
        Digests.random(BITS),
        to,
        Instant.now().plus(LIFETIME));
  }

  static boolean isState(String text) {
    return text != null && text.matches(STATE);
  }

  static String cookie(String state) {
    return COOKIE_PREFIX + state;
  }

  /** The code challenge, by {@code S256}. */
  String challenge() {
    return Digests.sha256(verifier);
  }

  String json() {
    return Json.createObjectBuilder()
        .add("state", state)
        .add("nonce", nonce)
        .add("verifier", verifier)
        .add("to", to)
        .add("expiresAt", expiresAt.toEpochMilli())
        .build()
        .toString();
  }

  static PendingLogin parse(String json) {
    JsonObject object = Json.createReader(new StringReader(json)).readObject();
    return new PendingLogin(
        object.getString("state"),
        object.getString("nonce"),
        object.getString("verifier"),
        object.getString("to"),
        Instant.ofEpochMilli(object.getJsonNumber("expiresAt").longValue()));
  }

  @Override
  public String toString() {
    return "PendingLogin[" + to + "]";
  }
}
