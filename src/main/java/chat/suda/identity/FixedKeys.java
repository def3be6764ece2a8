package chat.suda.identity;

import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.VerificationJwkSelector;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;

/** Public keys from the configuration: PEM (RFC 7468), a JWK or a JWKS (RFC 7517). */
final class FixedKeys implements VerificationKeyResolver {

  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private final Key pem;
  private final List<JsonWebKey> keys;

  private FixedKeys(Key pem, List<JsonWebKey> keys) {
    this.pem = pem;
    this.keys = keys;
  }

  /**
   * Parses keys.
   *
   * @param text also a JWK or JWKS in base64url (MicroProfile JWT 2.1, section 9.2)
   * @throws IllegalArgumentException if it contains no public key
   */
  static FixedKeys parse(String text) {
    String stripped = text.strip();
    try {
      if (stripped.startsWith("{")) {
        return new FixedKeys(null, jwks(stripped));
      }
      if (stripped.startsWith("eyJ")) {
        String decoded =
            new String(Base64.getUrlDecoder().decode(stripped), StandardCharsets.UTF_8);
        return new FixedKeys(null, jwks(decoded));
      }
      return new FixedKeys(pem(stripped), List.of());
    } catch (JoseException e) {
      throw new IllegalArgumentException("no public key", e);
    }
  }

  private static List<JsonWebKey> jwks(String json) throws JoseException {
    return json.contains("\"keys\"")
        ? new JsonWebKeySet(json).getJsonWebKeys()
        : List.of(JsonWebKey.Factory.newJwk(json));
  }

  private static Key pem(String text) {
    String base64 = text.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    X509EncodedKeySpec encoded = new X509EncodedKeySpec(Base64.getDecoder().decode(base64));
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePublic(encoded);
      } catch (InvalidKeySpecException e) {
        // It may have another algorithm.
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has " + algorithm, e);
      }
    }
    throw new IllegalArgumentException("no public key");
  }

  @Override
  public Key resolveKey(JsonWebSignature signature, List<JsonWebStructure> nesting)
      throws UnresolvableKeyException {
    if (pem != null) {
      return pem;
    }
    return select(signature, keys);
  }

  /** The key with the token's key id that fits its algorithm. */
  static Key select(JsonWebSignature signature, List<JsonWebKey> keys)
      throws UnresolvableKeyException {
    try {
      JsonWebKey selected = new VerificationJwkSelector().select(signature, keys);
      if (selected != null) {
        return selected.getKey();
      }
    } catch (JoseException e) {
      throw new UnresolvableKeyException("no key fits", e);
    }
    throw new UnresolvableKeyException("no key of that kid");
  }
}
