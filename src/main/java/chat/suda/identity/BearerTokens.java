package chat.suda.identity;

import chat.suda.config.Authentication;
import chat.suda.config.Settings;
import chat.suda.config.StartupFailure;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.keys.resolvers.VerificationKeyResolver;

/** JWTs as bearer tokens (RFC 6750). */
@ApplicationScoped
public class BearerTokens {

  /** A verified token is not verified again for this long. */
  private static final Duration AGE = Duration.ofMinutes(1);

  private static final int MAX = 10_000;
  private static final String LOCATION = "mp.jwt.verify.publickey.location";

  /**
   * The content of a valid token.
   *
   * @param issuedAt or {@code null} if it does not say
   */
  record Verified(Profile profile, Instant issuedAt, Instant expiresAt) {}

  private final TtlCache<Verified> recent = new TtlCache<>(AGE, MAX);

  @Inject Settings settings;
  @Inject OidcProvider provider;
  @Inject ProviderHttp http;

  private TokenVerifier verifier;
  private RolesClaim roles;

  /**
   * Loads the configured keys now rather than at first use.
   *
   * @throws IllegalStateException names the invalid key of the configuration
   */
  public void check() {
    // Initialized by the container before this call.
  }

  @PostConstruct
  void prepare() {
    Authentication authentication = settings.authentication();
    roles = new RolesClaim(authentication.rolesClaim());
    switch (authentication.mode()) {
      case OIDC -> verifier = provider.bearerTokens();
      case TOKEN -> {
        Authentication.Tokens tokens = authentication.tokens();
        verifier =
            new TokenVerifier(
                keys(tokens), tokens.issuer().orElse(null), tokens.audiences(), Clock.systemUTC());
      }
      default -> {}
    }
  }

  private VerificationKeyResolver keys(Authentication.Tokens tokens) {
    Optional<URI> url = tokens.keysUrl();
    if (tokens.publicKey().isEmpty() && url.isPresent()) {
      return new FetchedKeys(http, url::get);
    }
    String key = tokens.publicKey().isPresent() ? "mp.jwt.verify.publickey" : LOCATION;
    try {
      return FixedKeys.parse(
          tokens.publicKey().isPresent()
              ? tokens.publicKey().get()
              : file(tokens.publicKeyLocation().orElseThrow()));
    } catch (IllegalArgumentException | IOException e) {
      throw StartupFailure.of(key + ": is not a public key in PEM, a JWK or a JWKS");
    }
  }

  private static String file(String location) throws IOException {
    return Files.readString(
        location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location));
  }

  /**
   * Verifies the token.
   *
   * @throws InvalidTokenException if it is invalid or has expired
   * @throws ProviderUnavailableException if it cannot be verified now
   */
  Verified verify(String token) throws InvalidTokenException {
    String digest = Digests.sha256(token);
    Optional<Verified> known = recent.get(digest, unknown -> Optional.empty());
    if (known.isEmpty()) {
      known = Optional.of(read(verifier.identity(token)));
      Verified verified = known.get();
      recent.get(digest, unknown -> Optional.of(verified));
    }
    if (!Instant.now().isBefore(known.get().expiresAt())) {
      throw new InvalidTokenException("expired");
    }
    return known.get();
  }

  private Verified read(JwtClaims claims) throws InvalidTokenException {
    try {
      Set<String> has = roles.read(claims.getClaimsMap()).orElse(Set.of());
      return new Verified(
          profile(claims, has),
          claims.getIssuedAt() == null
              ? null
              : Instant.ofEpochMilli(claims.getIssuedAt().getValueInMillis()),
          Instant.ofEpochMilli(claims.getExpirationTime().getValueInMillis()));
    } catch (MalformedClaimException e) {
      throw new InvalidTokenException("malformed claims");
    }
  }

  /** The person identified by the claims. */
  static Profile profile(JwtClaims claims, Set<String> roles) throws MalformedClaimException {
    String name = TokenVerifier.text(claims, "name");
    return new Profile(
        claims.getIssuer(),
        claims.getSubject(),
        name == null ? TokenVerifier.text(claims, "preferred_username") : name,
        TokenVerifier.text(claims, "email"),
        roles);
  }
}
