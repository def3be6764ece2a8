package chat.suda.config;

import java.io.IOException;
import java.net.ProxySelector;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * Settings of outgoing HTTP connections.
 *
 * @param proxies from the JVM's properties if they name any, else from {@code HTTPS_PROXY}, {@code
 *     HTTP_PROXY} and {@code NO_PROXY}
 * @param tls also trusts {@code suda.tls.truststore}; empty for the JVM's own
 */
public record OutgoingHttp(ProxySelector proxies, Optional<SSLContext> tls) {

  private static final String TRUSTSTORE = "suda.tls.truststore";

  static OutgoingHttp read(ConfigReader keys) {
    return new OutgoingHttp(proxies(keys), keys.text(TRUSTSTORE).map(file -> tls(file, keys)));
  }

  private static ProxySelector proxies(ConfigReader keys) {
    boolean byProperties =
        Stream.of(
                "http.proxyHost", "https.proxyHost", "socksProxyHost", "java.net.useSystemProxies")
            .anyMatch(name -> System.getProperty(name) != null);
    return byProperties
        ? ProxySelector.getDefault()
        : new EnvironmentProxies(
            keys.proxy("HTTP_PROXY", "http_proxy"),
            keys.proxy("HTTPS_PROXY", "https_proxy"),
            keys.text("NO_PROXY").or(() -> keys.text("no_proxy")).orElse(""));
  }

  private static SSLContext tls(String file, ConfigReader keys) {
    try {
      return TrustStore.read(Path.of(file), keys.text(TRUSTSTORE + "-password").orElse("changeit"));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw StartupFailure.of(
          TRUSTSTORE + ": \"" + file + "\" is not a readable file of PEM or PKCS12 certificates");
    }
  }

  @Override
  public String toString() {
    return "OutgoingHttp[]"; // a proxy's address may contain a password
  }
}
