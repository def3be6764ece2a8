package chat.suda.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {

  private static final String ISSUER = "https://issuer.example";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"
      })
  void verifiesEveryAlgorithmOfTheContract(String algorithm) throws Exception {
    PublicJsonWebKey key = key(algorithm);
    key.setKeyId("k");
    FixedKeys keys = FixedKeys.parse(new JsonWebKeySet(key).toJson());
    assertEquals("alice", verifier(keys).identity(token(key, algorithm)).getSubject());
    String another = token(key(algorithm), algorithm);
    assertThrows(InvalidTokenException.class, () -> verifier(keys).identity(another));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "ES256", "EdDSA"})
  void readsKeysInPem(String algorithm) throws Exception {
    PublicJsonWebKey key = key(algorithm);
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(key.getPublicKey().getEncoded())
            + "\n-----END PUBLIC KEY-----";
    assertEquals(
        "alice", verifier(FixedKeys.parse(pem)).identity(token(key, algorithm)).getSubject());
    assertThrows(IllegalArgumentException.class, () -> FixedKeys.parse("no key"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e30, 9.3e18, 31_556_889_864_403_200d})
  void refusesATokenThatExpiresAtAnImpossibleTime(double expiry) throws Exception {
    PublicJsonWebKey key = key("ES256");
    FixedKeys keys = FixedKeys.parse(key.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
    String token = token(key, "ES256", BigDecimal.valueOf(expiry).toBigInteger());
    assertThrows(InvalidTokenException.class, () -> verifier(keys).identity(token));
  }

  @Test
  void readsRolesByTheirWholeNameAndByAPath() {
    Map<String, Object> claims =
        Map.of(
            "https://example.org/roles", List.of("one"),
            "realm_access", Map.of("roles", List.of("two", "three")));
    assertEquals(
        Set.of("one"), new RolesClaim("https://example.org/roles").read(claims).orElseThrow());
    assertEquals(
        Set.of("two", "three"), new RolesClaim("realm_access.roles").read(claims).orElseThrow());
    assertFalse(new RolesClaim("groups").read(claims).isPresent());
  }

  private static TokenVerifier verifier(FixedKeys keys) {
    return new TokenVerifier(keys, ISSUER, Set.of("suda"), Clock.systemUTC());
  }

  private static PublicJsonWebKey key(String algorithm) throws Exception {
    return switch (algorithm) {
      case "ES256" -> EcJwkGenerator.generateJwk(EllipticCurves.P256);
      case "ES384" -> EcJwkGenerator.generateJwk(EllipticCurves.P384);
      case "ES512" -> EcJwkGenerator.generateJwk(EllipticCurves.P521);
      case "EdDSA" -> OkpJwkGenerator.generateJwk("Ed25519");
      default -> RsaJwkGenerator.generateJwk(2048);
    };
  }

  private static String token(PublicJsonWebKey key, String algorithm) throws Exception {
    return token(key, algorithm, NumericDate.now().getValue() + 60);
  }

  private static String token(PublicJsonWebKey key, String algorithm, Number expiry)
      throws Exception {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(ISSUER);
    claims.setAudience("suda");
    claims.setSubject("alice");
    claims.setClaim("exp", expiry);
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue(algorithm);
    jws.setKey(key.getPrivateKey());
    jws.setPayload(claims.toJson());
    return jws.getCompactSerialization();
  }
}
