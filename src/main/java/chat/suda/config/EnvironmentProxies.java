package chat.suda.config;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Proxies from {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY}. The local machine is
 * reached directly.
 */
final class EnvironmentProxies extends ProxySelector {

  private static final List<Proxy> DIRECT = List.of(Proxy.NO_PROXY);

  private final Optional<URI> http;
  private final Optional<URI> https;
  private final List<String> direct;

  /**
   * @param direct host names, domains with or without a leading dot, {@code host:port} or {@code
   *     *}, comma separated
   */
  EnvironmentProxies(Optional<URI> http, Optional<URI> https, String direct) {
    this.http = http;
    this.https = https;
    this.direct =
        Arrays.stream(direct.split(","))
            .map(item -> item.strip().toLowerCase(Locale.ROOT))
            .filter(item -> !item.isEmpty())
            .toList();
  }

  @Override
  public List<Proxy> select(URI uri) {
    Optional<URI> proxy = "https".equalsIgnoreCase(uri.getScheme()) ? https : http;
    if (proxy.isEmpty() || uri.getHost() == null || isDirect(uri)) {
      return DIRECT;
    }
    int port = proxy.get().getPort();
    int effective = port > 0 ? port : proxy.get().getScheme().equalsIgnoreCase("https") ? 443 : 80;
    return List.of(
        new Proxy(
            Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.get().getHost(), effective)));
  }

  private boolean isDirect(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    boolean loopback =
        host.equals("localhost")
            || host.endsWith(".localhost")
            || host.startsWith("127.")
            || host.equals("[::1]");
    return loopback || direct.stream().anyMatch(item -> matches(item, host, uri.getPort()));
  }

  private static boolean matches(String item, String host, int port) {
    String name = item.startsWith("*.") ? item.substring(1) : item;
    int colon = name.lastIndexOf(':');
    boolean withPort = colon > 0 && name.indexOf(':') == colon;
    if (withPort && !name.substring(colon + 1).equals(Integer.toString(port))) {
      return false;
    }
    String domain = withPort ? name.substring(0, colon) : name;
    return domain.equals("*")
        || host.equals(domain)
        || host.endsWith(domain.startsWith(".") ? domain : "." + domain);
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // Reported by the request, which fails.
  }
}
