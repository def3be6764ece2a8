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

/**
 * The OpenID Connect provider. Its metadata are loaded when needed, since it may be unavailable
 * before.
 */
@ApplicationScoped
public class OidcProvider {

  private static final Duration AGE = Duration.ofHours(1);

  /** Pause after a failure. */
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

  /** Verifies ID tokens and logout tokens, which are issued to this client. */
  TokenVerifier idTokens() {
    return idTokens;
  }

  TokenVerifier bearerTokens() {
    return bearerTokens;
  }

  /**
   * The provider's metadata.
   *
   * @throws ProviderUnavailableException if they were never loaded and cannot be now
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
