package chat.suda.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How callers are authenticated and authorized.
 *
 * @param publicUrl the address that browsers use, without a trailing slash
 * @param rolesClaim the claim with a token's roles; dots select nested members
 * @param allowedRoles of which a caller needs one; empty: none
 * @param adminToken a secret
 */
public record Authentication(
    Mode mode,
    Optional<String> publicUrl,
    String rolesClaim,
    Set<String> allowedRoles,
    String adminRole,
    Optional<String> adminToken,
    Oidc oidc,
    Logins logins,
    Tokens tokens,
    Proxy proxy) {

  /** The authentication mode. */
  public enum Mode {
    ANONYMOUS,
    OIDC,
    TOKEN,
    PROXY
  }

  private static final int SECRET_CHARS = 32;

  static Authentication read(ConfigReader keys) {
    Mode mode =
        Mode.valueOf(
            keys.oneOf("suda.auth", List.of("anonymous", "oidc", "token", "proxy"))
                .toUpperCase(Locale.ROOT));
    Optional<String> publicUrl =
        keys.httpUrl("suda.public-url").map(url -> url.toString().replaceFirst("/+$", ""));
    if (mode == Mode.OIDC && publicUrl.isEmpty()) {
      throw StartupFailure.of("suda.public-url: is required by suda.auth=oidc");
    }
    return new Authentication(
        mode,
        publicUrl,
        keys.text("suda.roles-claim").orElse("groups"),
        keys.words("suda.allowed-roles"),
        keys.text("suda.admin-role").orElse("suda-admin"),
        keys.secret("suda.admin-token", SECRET_CHARS),
        Oidc.read(keys, mode == Mode.OIDC),
        new Logins(
            keys.duration("suda.login.lifetime", "PT24H"),
            keys.duration("suda.login.recheck", "PT5M"),
            keys.secret("suda.login.key", SECRET_CHARS)),
        Tokens.read(keys, mode == Mode.TOKEN),
        Proxy.read(keys));
  }

  /** Whether callers with these roles are allowed. */
  public boolean allows(Set<String> roles) {
    return allowedRoles.isEmpty() || roles.stream().anyMatch(allowedRoles::contains);
  }

  /** The origin (RFC 6454) of {@link #publicUrl}. */
  public Optional<String> publicOrigin() {
    return publicUrl
        .map(URI::create)
        .map(url -> (url.getScheme() + "://" + url.getAuthority()).toLowerCase(Locale.ROOT));
  }

  /** Whether cookies require TLS, whatever the connection to this server is. */
  public boolean publicOverTls() {
    return publicUrl.filter(url -> url.startsWith("https:")).isPresent();
  }

  @Override
  public String toString() {
    return "Authentication[" + mode + "]";
  }

  /**
   * An OpenID Connect provider.
   *
   * @param issuer its issuer identifier; empty in other modes
   * @param clientSecret empty for a public client
   * @param audience expected in bearer tokens
   */
  public record Oidc(
      String issuer,
      String clientId,
      Optional<String> clientSecret,
      String scope,
      String audience) {

    private static Oidc read(ConfigReader keys, boolean required) {
      keys.httpUrl("suda.oidc.issuer");
      String issuer = keys.text("suda.oidc.issuer").orElse("");
      String client = keys.text("suda.oidc.client-id").orElse("");
      if (required && (issuer.isEmpty() || client.isEmpty())) {
        String missing = issuer.isEmpty() ? "suda.oidc.issuer" : "suda.oidc.client-id";
        throw StartupFailure.of(missing + ": is required by suda.auth=oidc");
      }
      return new Oidc(
          issuer,
          client,
          keys.text("suda.oidc.client-secret"),
          keys.text("suda.oidc.scope").orElse("openid profile email"),
          keys.text("suda.oidc.audience").orElse(client));
    }

    @Override
    public String toString() {
      return "Oidc[" + issuer + "]";
    }
  }

  /**
   * The lifetime of logins.
   *
   * @param recheck interval at which the provider is asked whether a login is still valid
   * @param key a secret that encrypts refresh tokens; empty: a generated one in the database
   */
  public record Logins(Duration lifetime, Duration recheck, Optional<String> key) {

    @Override
    public String toString() {
      return "Logins[" + lifetime + "]";
    }
  }

  /**
   * JWTs of another issuer, with keys as in MicroProfile JWT 2.1, section 9.
   *
   * @param issuer, audiences not checked if empty
   */
  public record Tokens(
      Optional<String> issuer,
      Optional<String> publicKey,
      Optional<String> publicKeyLocation,
      Set<String> audiences) {

    private static Tokens read(ConfigReader keys, boolean required) {
      Tokens tokens =
          new Tokens(
              keys.text("mp.jwt.verify.issuer"),
              keys.text("mp.jwt.verify.publickey"),
              keys.text("mp.jwt.verify.publickey.location"),
              keys.words("mp.jwt.verify.audiences"));
      if (required && tokens.publicKey.isEmpty() && tokens.publicKeyLocation.isEmpty()) {
        throw StartupFailure.of(
            "mp.jwt.verify.publickey.location: is required by suda.auth=token, or"
                + " mp.jwt.verify.publickey");
      }
      if (required && tokens.issuer.isEmpty()) {
        throw StartupFailure.of("mp.jwt.verify.issuer: is required by suda.auth=token");
      }
      return tokens;
    }

    /** The location of the keys; empty for keys in the configuration itself or in a file. */
    public Optional<URI> keysUrl() {
      return publicKeyLocation.filter(place -> place.matches("(?i)https?://.*")).map(URI::create);
    }
  }

  /**
   * Headers of a proxy that authenticates callers.
   *
   * @param trusted the addresses that may send them
   */
  public record Proxy(
      List<AddressRange> trusted,
      String userHeader,
      String nameHeader,
      String emailHeader,
      String rolesHeader) {

    private static Proxy read(ConfigReader keys) {
      return new Proxy(
          keys.addressRanges("suda.proxy.trusted", "127.0.0.0/8,::1/128"),
          keys.text("suda.proxy.user-header").orElse("X-Forwarded-User"),
          keys.text("suda.proxy.name-header").orElse("X-Forwarded-Preferred-Username"),
          keys.text("suda.proxy.email-header").orElse("X-Forwarded-Email"),
          keys.text("suda.proxy.roles-header").orElse("X-Forwarded-Groups"));
    }
  }
}
