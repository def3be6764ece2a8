package chat.suda.identity;

import java.time.Clock;
import java.util.Set;
import java.util.function.Consumer;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.keys.resolvers.VerificationKeyResolver;

/**
 * Verifies JWTs (RFC 7519): signature by an asymmetric algorithm, issuer, audience, and times with
 * a leeway of 60 s on {@code nbf} and {@code iat} and none on {@code exp}.
 */
final class TokenVerifier {

  private static final int LEEWAY_SECONDS = 60;

  /** The end of the year 9999: later times are errors, and would overflow. */
  private static final long MAX_SECONDS = 253_402_300_799L;

  private static final String LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout";

  /** Never {@code none}, never HMAC. */
  private static final AlgorithmConstraints ALGORITHMS =
      new AlgorithmConstraints(
          AlgorithmConstraints.ConstraintType.PERMIT,
          AlgorithmIdentifiers.RSA_USING_SHA256,
          AlgorithmIdentifiers.RSA_USING_SHA384,
          AlgorithmIdentifiers.RSA_USING_SHA512,
          AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
          AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
          AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
          AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
          AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
          AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512,
          AlgorithmIdentifiers.EDDSA);

  private final JwtConsumer consumer;
  private final Clock clock;

  /**
   * @param issuer or {@code null} for any
   * @param audiences of which the token must have one; empty for any
   */
  TokenVerifier(VerificationKeyResolver keys, String issuer, Set<String> audiences, Clock clock) {
    this.clock = clock;
    JwtConsumerBuilder builder =
        new JwtConsumerBuilder()
            .setVerificationKeyResolver(keys)
            .setJwsAlgorithmConstraints(ALGORITHMS)
            .setRequireExpirationTime()
            .setAllowedClockSkewInSeconds(LEEWAY_SECONDS)
            .registerValidator(this::checkTimes);
    if (issuer != null) {
      builder.setExpectedIssuer(issuer);
    }
    if (audiences.isEmpty()) {
      builder.setSkipDefaultAudienceValidation();
    } else {
      builder.setExpectedAudience(audiences.toArray(String[]::new));
    }
    consumer = builder.build();
  }

  /** Checks that the library does not make: the reason of a refusal, or {@code null}. */
  private String checkTimes(JwtContext context) throws MalformedClaimException {
    NumericDate now = NumericDate.fromMilliseconds(clock.millis());
    NumericDate issued = context.getJwtClaims().getIssuedAt();
    if (isImpossible(context.getJwtClaims().getExpirationTime()) || isImpossible(issued)) {
      return "an impossible time";
    }
    if (!now.isBefore(context.getJwtClaims().getExpirationTime())) {
      return "expired";
    }
    return issued != null && issued.getValue() > now.getValue() + LEEWAY_SECONDS
        ? "issued in the future"
        : null;
  }

  private static boolean isImpossible(NumericDate time) {
    return time != null && Math.abs(time.getValue()) > MAX_SECONDS;
  }

  /**
   * The claims of a token that identifies a person.
   *
   * @throws InvalidTokenException if it is invalid or does not
   * @throws ProviderUnavailableException if the keys cannot be loaded
   */
  JwtClaims identity(String token) throws InvalidTokenException {
    return verify(
        token,
        claims -> {
          if (claims.hasClaim("events")) {
            throw new IllegalArgumentException("a logout token");
          }
          if (text(claims, "sub") == null) {
            throw new IllegalArgumentException("no sub");
          }
        });
  }

  /** The claims of a logout token (OpenID Connect Back-Channel Logout 1.0, section 2.4). */
  JwtClaims logout(String token) throws InvalidTokenException {
    return verify(
        token,
        claims -> {
          boolean event =
              claims.getClaimValue("events") instanceof java.util.Map<?, ?> events
                  && events.get(LOGOUT_EVENT) instanceof java.util.Map;
          boolean whom = text(claims, "sub") != null || text(claims, "sid") != null;
          boolean complete = text(claims, "jti") != null && claims.hasClaim("iat");
          if (!event || !whom || !complete || claims.hasClaim("nonce")) {
            throw new IllegalArgumentException("no logout token");
          }
        });
  }

  private JwtClaims verify(String token, Consumer<JwtClaims> more) throws InvalidTokenException {
    try {
      JwtClaims claims = consumer.processToClaims(token);
      more.accept(claims);
      return claims;
    } catch (InvalidJwtException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof ProviderUnavailableException away) {
          throw away;
        }
      }
      throw new InvalidTokenException(reason(e));
    } catch (ArithmeticException e) {
      throw new InvalidTokenException("an impossible time");
    } catch (IllegalArgumentException e) {
      throw new InvalidTokenException(e.getMessage());
    }
  }

  /** Our own messages: the library's contain parts of the token. */
  private static String reason(InvalidJwtException e) {
    if (e.hasErrorCode(ErrorCodes.EXPIRED)) {
      return "expired";
    }
    if (e.hasErrorCode(ErrorCodes.ISSUER_INVALID) || e.hasErrorCode(ErrorCodes.ISSUER_MISSING)) {
      return "another issuer";
    }
    if (e.hasErrorCode(ErrorCodes.AUDIENCE_INVALID)
        || e.hasErrorCode(ErrorCodes.AUDIENCE_MISSING)) {
      return "another audience";
    }
    return e.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)
        ? "its signature is wrong"
        : "it can't be verified";
  }

  /** A text claim that is not blank, else {@code null}. */
  static String text(JwtClaims claims, String name) {
    return claims.getClaimValue(name) instanceof String text && !text.isBlank() ? text : null;
  }
}
