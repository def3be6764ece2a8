package chat.suda.identity;

import chat.suda.config.Authentication;
import chat.suda.config.Settings;
import chat.suda.identity.LoginFailedException.Reason;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;

/** The authorization code flow (OpenID Connect Core 1.0, section 3.1) with PKCE (RFC 7636). */
@ApplicationScoped
public class CodeFlow {

  /**
   * The provider's statements about a person.
   *
   * @param sid its session, or {@code null}
   * @param refreshToken, idToken or {@code null}
   */
  record TokenResponse(Profile profile, String sid, String refreshToken, String idToken) {

    @Override
    public String toString() {
      return "TokenResponse[" + profile.subject() + "]";
    }
  }

  @Inject Settings settings;
  @Inject OidcProvider provider;
  @Inject ProviderHttp http;

  private Authentication authentication;
  private RolesClaim roles;

  @PostConstruct
  void prepare() {
    authentication = settings.authentication();
    roles = new RolesClaim(authentication.rolesClaim());
  }

  /** The URL to which the browser is sent for a login. */
  String authorizationUrl(PendingLogin pending) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("response_type", "code");
    query.put("client_id", authentication.oidc().clientId());
    query.put("redirect_uri", redirectUri());
    query.put("scope", authentication.oidc().scope());
    query.put("state", pending.state());
    query.put("nonce", pending.nonce());
    query.put("code_challenge", pending.challenge());
    query.put("code_challenge_method", "S256");
    return withQuery(provider.metadata().authorization(), query);
  }

  static String withQuery(URI address, Map<String, String> query) {
    String separator = address.getRawQuery() == null ? "?" : "&";
    return address + separator + ProviderHttp.encode(query);
  }

  private String redirectUri() {
    return authentication.publicUrl().orElseThrow() + "/login/callback";
  }

  /** Exchanges a code for tokens and verifies them. */
  TokenResponse redeem(String code, PendingLogin pending) throws LoginFailedException {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", redirectUri());
    form.put("code_verifier", pending.verifier());
    JsonObject tokens = tokens(form);
    String idToken = tokens.getString("id_token", null);
    if (idToken == null) {
      throw new LoginFailedException(Reason.TOKEN, "the provider sent no ID token");
    }
    try {
      JwtClaims claims = provider.idTokens().identity(idToken);
      if (!pending.nonce().equals(claims.getClaimValue("nonce"))) {
        throw new LoginFailedException(Reason.TOKEN, "the ID token has another nonce");
      }
      checkParty(claims);
      return readTokens(claims, tokens);
    } catch (InvalidTokenException e) {
      throw new LoginFailedException(Reason.TOKEN, "the ID token: " + e.getMessage());
    }
  }

  /**
   * Asks the provider whether a login is still valid.
   *
   * @return the current roles, if the provider reports them, and the next refresh token
   * @throws LoginFailedException if it is no longer valid
   * @throws ProviderUnavailableException if the provider cannot be reached now
   */
  Renewal refresh(String refreshToken, String digest) throws LoginFailedException {
    JsonObject tokens =
        tokens(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
    String next = tokens.getString("refresh_token", refreshToken);
    String idToken = tokens.getString("id_token", null);
    try {
      JwtClaims claims = idToken == null ? new JwtClaims() : provider.idTokens().identity(idToken);
      if (idToken != null && !BearerTokens.profile(claims, Set.of()).digest().equals(digest)) {
        throw new LoginFailedException(Reason.TOKEN, "the new ID token is another person's");
      }
      Optional<Set<String>> now =
          roles
              .read(claims.getClaimsMap())
              .or(() -> roles.read(userinfo(tokens, subject -> isOf(subject, digest))));
      return new Renewal(next, now);
    } catch (InvalidTokenException | MalformedClaimException e) {
      throw new LoginFailedException(Reason.TOKEN, "the new ID token is not valid");
    }
  }

  /** The result of a refresh. */
  record Renewal(String refreshToken, Optional<Set<String>> roles) {

    @Override
    public String toString() {
      return "Renewal[" + roles + "]";
    }
  }

  /** If there are several audiences, the authorized party must be this client. */
  private void checkParty(JwtClaims claims) throws LoginFailedException {
    Object party = claims.getClaimValue("azp");
    if (party != null && !party.equals(authentication.oidc().clientId())) {
      throw new LoginFailedException(Reason.TOKEN, "the ID token is another client's");
    }
  }

  private TokenResponse readTokens(JwtClaims claims, JsonObject tokens)
      throws LoginFailedException {
    try {
      Optional<Set<String>> known = roles.read(claims.getClaimsMap());
      if (known.isEmpty()) {
        Map<String, Object> more = userinfo(tokens, claims.getSubject()::equals);
        known = roles.read(more);
        for (String name : new String[] {"name", "preferred_username", "email"}) {
          if (!claims.hasClaim(name) && more.get(name) != null) {
            claims.setClaim(name, more.get(name));
          }
        }
      }
      return new TokenResponse(
          BearerTokens.profile(claims, known.orElse(Set.of())),
          TokenVerifier.text(claims, "sid"),
          tokens.getString("refresh_token", null),
          tokens.getString("id_token"));
    } catch (MalformedClaimException e) {
      throw new LoginFailedException(Reason.TOKEN, "the ID token has malformed claims");
    }
  }

  private boolean isOf(Object subject, String digest) {
    return subject instanceof String text
        && new Profile(provider.metadata().issuer(), text, null, null, Set.of())
            .digest()
            .equals(digest);
  }

  /**
   * The claims of the UserInfo endpoint. Empty if the provider has none, does not respond, or
   * responds about another subject (OpenID Connect Core 1.0, section 5.3.2).
   */
  private Map<String, Object> userinfo(JsonObject tokens, Predicate<Object> isSubject) {
    Optional<URI> address = provider.metadata().userinfo();
    String token = tokens.getString("access_token", null);
    if (address.isEmpty() || token == null) {
      return Map.of();
    }
    HttpResponse<String> answer = http.get(address.get(), "Authorization", "Bearer " + token);
    try {
      Map<String, Object> claims =
          answer.statusCode() == 200 ? org.jose4j.json.JsonUtil.parseJson(answer.body()) : Map.of();
      return isSubject.test(claims.get("sub")) ? claims : Map.of();
    } catch (org.jose4j.lang.JoseException e) {
      return Map.of();
    }
  }

  private JsonObject tokens(Map<String, String> grant) throws LoginFailedException {
    ProviderMetadata metadata = provider.metadata();
    Authentication.Oidc client = authentication.oidc();
    Map<String, String> form = new LinkedHashMap<>(grant);
    String authorization = null;
    if (client.clientSecret().isEmpty() || metadata.secretInForm()) {
      form.put("client_id", client.clientId());
      client.clientSecret().ifPresent(secret -> form.put("client_secret", secret));
    } else {
      authorization = basic(client.clientId(), client.clientSecret().get());
    }
    HttpResponse<String> answer = http.post(metadata.token(), form, authorization);
    JsonObject json = json(answer);
    if (answer.statusCode() != 200) {
      String error = json.getString("error", "");
      throw new LoginFailedException(
          Reason.REFUSED,
          "the token endpoint answers HTTP " + answer.statusCode() + " " + word(error));
    }
    return json;
  }

  private static JsonObject json(HttpResponse<String> answer) {
    if (answer.statusCode() >= 500 || answer.statusCode() == 429) {
      throw new ProviderUnavailableException("The token endpoint: HTTP " + answer.statusCode());
    }
    try {
      return Json.createReader(new StringReader(answer.body())).readObject();
    } catch (JsonException e) {
      throw new ProviderUnavailableException("The token endpoint does not answer in JSON");
    }
  }

  /** RFC 6749, section 2.3.1. */
  private static String basic(String user, String password) {
    String both = ProviderHttp.encode(user) + ":" + ProviderHttp.encode(password);
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
  }

  /** An OAuth 2.0 error code, safe to log. */
  static String word(String error) {
    return error != null && error.matches("[A-Za-z0-9_.-]{1,64}") ? error : "";
  }
}
