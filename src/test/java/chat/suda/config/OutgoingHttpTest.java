package chat.suda.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutgoingHttpTest {

  private static final EnvironmentProxies PROXIES =
      new EnvironmentProxies(
          Optional.of(URI.create("http://proxy.example:3128")),
          Optional.of(URI.create("http://secure.example")),
          "inner.example, .svc.example,*.lan,other.example:8000");

  @ParameterizedTest
  @CsvSource({
    "http://api.example/v1, proxy.example:3128",
    "https://api.example/v1, secure.example:80",
    "http://inner.example/, direct",
    "http://a.inner.example/, direct",
    "http://notinner.example/, proxy.example:3128",
    "http://a.svc.example/, direct",
    "http://a.lan/, direct",
    "http://other.example:8000/, direct",
    "http://other.example:9000/, proxy.example:3128",
    "http://localhost:8000/, direct",
    "http://127.0.0.1:8000/, direct",
    "http://[::1]:8000/, direct"
  })
  void goesByTheEnvironmentsProxies(String url, String expected) {
    Proxy proxy = PROXIES.select(URI.create(url)).get(0);
    assertEquals(
        expected,
        proxy.address() instanceof InetSocketAddress address
            ? address.getHostString() + ":" + address.getPort()
            : "direct");
  }

  @Test
  void aStarMeansNoProxy() {
    EnvironmentProxies none =
        new EnvironmentProxies(
            Optional.of(URI.create("http://proxy.example:3128")), Optional.empty(), "*");
    assertEquals(Proxy.NO_PROXY, none.select(URI.create("http://api.example/")).get(0));
  }
}
