package chat.suda.provider.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses, keys and the pace that headers ask for. */
class EndpointTest {

  @ParameterizedTest
  @CsvSource({
    "http://h/v1, http://h/v1/chat/completions",
    "http://h/v1/, http://h/v1/chat/completions",
    "http://h:1, http://h:1/chat/completions",
    "https://x.openai.azure.com/openai/deployments/d%20e?api-version=2024-10-21&a=b%26c,"
        + "https://x.openai.azure.com/openai/deployments/d%20e/chat/completions?api-version=2024-10-21&a=b%26c"
  })
  void putsThePathBeforeTheQuery(URI base, URI expected) {
    assertEquals(expected, Endpoint.under(base, "chat/completions"));
  }

  @Test
  void sendsAzuresOwnHeaderToAzureOnly() {
    assertEquals(List.of("k"), keysFor("https://X.OpenAI.Azure.com/openai/v1"));
    assertEquals(List.of("k"), keysFor("https://x.cognitiveservices.azure.com/openai/v1"));
    assertEquals(List.of("k"), keysFor("https://x.services.ai.azure.com/openai/v1"));
    assertEquals(List.of(), keysFor("https://openai.azure.com.example.org/v1"));
  }

  private static List<String> keysFor(String base) {
    return request(base, "k").headers().allValues("api-key");
  }

  private static HttpRequest request(String base, String key) {
    URI uri = URI.create(base);
    Duration second = Duration.ofSeconds(1);
    OpenAiSettings settings = new OpenAiSettings(() -> uri, key, second, second);
    return ChatRequest.of(uri, settings, new byte[0]);
  }

  @Test
  void sendsNoKeyWhereThereIsNone() {
    HttpRequest request = request("http://h/v1", null);
    assertFalse(request.headers().firstValue("Authorization").isPresent());
  }

  @ParameterizedTest
  @CsvSource({
    "retry-after, 7, PT7S",
    "retry-after, 0.5, PT0.5S",
    "retry-after, 99999999999999999999, PT8760H",
    "retry-after-ms, 1500, PT1.5S",
    "retry-after, 'Mon, 23 Nov 2026 00:00:20 GMT', PT20S",
    "retry-after, 'Sun, 22 Nov 2026 00:00:20 GMT', PT0S",
    "retry-after, soon,",
    "retry-after, -1,",
    "other, 7,"
  })
  void readsHowLongToWait(String name, String value, Duration expected) {
    HttpHeaders headers = HttpHeaders.of(Map.of(name, List.of(value)), (n, v) -> true);
    assertEquals(expected, RetryAfter.of(headers, Instant.parse("2026-11-23T00:00:00Z")));
  }

  @Test
  void settingsDoNotTellTheKey() {
    OpenAiSettings settings =
        new OpenAiSettings(
            () -> URI.create("http://h"), "sk-1", Duration.ofSeconds(1), Duration.ofSeconds(1));
    assertFalse(settings.toString().contains("sk-1"));
  }
}
