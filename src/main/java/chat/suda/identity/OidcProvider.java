package chat.suda.identity;

import chat.suda.config.Authentication;
import chat.suda.config.Settings;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;

/** The OpenID Connect provider: found when it is needed, since it may be away until then. */
@ApplicationScoped
public class OidcProvider {

  private static final Duration AGE = Duration.ofHours(1);

  /** After a failure it is left alone for so long. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  @Inject Settings settings;
  @Inject ProviderHttp http;

  private Authentication.Oidc configured;
  private ProviderMetadata metadata;
  private long readAt;
  private ProviderUnavailableException failure;
  private long failedAt;
  private TokenVerifier idTokens;
  private TokenVerifier bearerTokens;

  @PostConstruct
  void prepare() {
    configured = settings.authentication().oidc();
    FetchedKeys keys = new FetchedKeys(http, () -> metadata().keys());
    Clock clock = Clock.systemUTC();
    idTokens = new TokenVerifier(keys, configured.issuer(), Set.of(configured.clientId()), clock);
    bearerTokens =
        new TokenVerifier(keys, configured.issuer(), Set.of(configured.audience()), clock);
  }

  /** Verifies ID tokens and logout tokens, which are for this client. */
  TokenVerifier idTokens() {
    return idTokens;
  }

  TokenVerifier bearerTokens() {
    return bearerTokens;
  }

  /**
   * What the provider says of itself.
   *
   * @throws ProviderUnavailableException if it was never known, and can't be asked now
   */
  synchronized ProviderMetadata metadata() {
    long now = System.nanoTime();
    if (metadata != null && now - readAt < AGE.toNanos()) {
      return metadata;
    }
    if (failure == null || now - failedAt >= PAUSE.toNanos()) {
      try {
        metadata = read();
        readAt = now;
        failure = null;
      } catch (ProviderUnavailableException e) {
        failure = e;
        failedAt = System.nanoTime();
      }
    }
    if (metadata == null) {
      throw failure;
    }
    return metadata;
  }

  private ProviderMetadata read() {
    URI address =
        URI.create(
            configured.issuer().replaceFirst("/$", "") + "/.well-known/openid-configuration");
    HttpResponse<String> answer = http.get(address);
    if (answer.statusCode() != 200) {
      throw new ProviderUnavailableException(address + " answers HTTP " + answer.statusCode());
    }
    return ProviderMetadata.parse(answer.body(), configured.issuer());
  }
}
