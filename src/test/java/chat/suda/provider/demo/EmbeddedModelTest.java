package chat.suda.provider.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddedModelTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,8080,'',false,,http://127.0.0.1:8080/demo/v1",
    "0.0.0.0,8080,/suda,false,,http://127.0.0.1:8080/suda/demo/v1",
    "0:0:0:0:0:0:0:0,8080,'',false,,http://127.0.0.1:8080/demo/v1",
    "127.0.0.1,8181,'',true,,https://127.0.0.1:8181/demo/v1",
    "127.0.0.1,8080,'',true,https,http://127.0.0.1:8080/demo/v1",
    // Of a reserved network, so never an address of this machine.
    "240.0.0.1,8080,'',false,,http://127.0.0.1:8080/demo/v1",
    "attacker.example,8080,'',false,,http://127.0.0.1:8080/demo/v1",
    ",8080,'',false,,http://127.0.0.1:8080/demo/v1"
  })
  void isFoundAtTheListenerOfTheRequest(
      String address, int port, String contextPath, boolean secure, String forwarded, URI url) {
    EmbeddedModel model = new EmbeddedModel();
    model.learn(request(address, port, contextPath, secure, forwarded));
    assertEquals(url, model.baseUrl());
  }

  @Test
  void remembersTheFirstRequest() {
    EmbeddedModel model = new EmbeddedModel();
    model.learn(request("127.0.0.1", 8080, "", false, null));
    model.learn(request("127.0.0.1", 9090, "", false, null));
    assertEquals(8080, model.baseUrl().getPort());
  }

  @ParameterizedTest
  @CsvSource({
    ",,true",
    "'  ',,true",
    "sk-1,,false",
    ",http://localhost:11434/v1,false",
    "sk-1,http://localhost:11434/v1,false"
  })
  void isInUseWithoutAKeyAndWithoutABaseUrl(String key, String baseUrl, boolean enabled) {
    Map<String, Optional<String>> values =
        Map.of(
            "openai.api-key", Optional.ofNullable(key),
            "openai.base-url", Optional.ofNullable(baseUrl));
    Config config =
        (Config)
            Proxy.newProxyInstance(
                Config.class.getClassLoader(),
                new Class<?>[] {Config.class},
                (proxy, method, arguments) -> values.get(arguments[0]));
    assertEquals(enabled, EmbeddedModel.enabled(config));
  }

  @Test
  void saysThatItIsNotKnownYet() {
    assertThrows(IllegalStateException.class, () -> new EmbeddedModel().baseUrl());
  }

  private static HttpServletRequest request(
      String address, int port, String contextPath, boolean secure, String forwarded) {
    ServletContext context = stub(ServletContext.class, Map.of("getContextPath", contextPath));
    return stub(
        HttpServletRequest.class,
        Map.of(
            "getLocalAddr",
            Objects.requireNonNullElse(address, ABSENT),
            "getLocalPort",
            port,
            "getServletContext",
            context,
            "isSecure",
            secure,
            "getHeader",
            Objects.requireNonNullElse(forwarded, ABSENT)));
  }

  private static final Object ABSENT = new Object();

  private static <T> T stub(Class<T> type, Map<String, Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Object answer = answers.get(method.getName());
              return answer == ABSENT ? null : Objects.requireNonNull(answer, method.getName());
            }));
  }
}
