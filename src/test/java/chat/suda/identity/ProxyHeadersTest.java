package chat.suda.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.config.TestSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProxyHeadersTest {

  private static final Map<String, List<String>> ALICE =
      Map.of(
          "X-Forwarded-User", List.of("alice"),
          "X-Forwarded-Preferred-Username", List.of(onTheWire("앨리스")),
          "X-Forwarded-Groups", List.of("staff, suda-admin"));

  private final ProxyHeaders headers =
      new ProxyHeaders(
          TestSettings.of(Map.of("suda.proxy.trusted", "10.0.0.0/8,::1")).authentication().proxy());

  @Test
  void believesATrustedProxy() {
    Profile alice = headers.read(request("10.1.2.3", ALICE)).orElseThrow();
    assertEquals("alice", alice.subject());
    assertEquals("앨리스", alice.name());
    assertEquals(Set.of("staff", "suda-admin"), alice.roles());
  }

  @Test
  void believesNobodyElse() {
    assertTrue(headers.read(request("11.1.2.3", ALICE)).isEmpty());
    assertTrue(headers.read(request("127.0.0.1", ALICE)).isEmpty());
  }

  @Test
  void believesNoHeaderThatIsThereTwice() {
    Map<String, List<String>> twice = Map.of("X-Forwarded-User", List.of("admin", "alice"));
    assertTrue(headers.read(request("10.1.2.3", twice)).isEmpty());
    Map<String, List<String>> roles =
        Map.of("X-Forwarded-User", List.of("eve"), "X-Forwarded-Groups", List.of("suda-admin", ""));
    assertTrue(headers.read(request("10.1.2.3", roles)).isEmpty());
  }

  private static String onTheWire(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static HttpServletRequest request(String address, Map<String, List<String>> headers) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            ProxyHeadersTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                method.getName().equals("getRemoteAddr")
                    ? address
                    : Collections.enumeration(headers.getOrDefault(arguments[0], List.of())));
  }
}
