package chat.suda.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  @Test
  void hasTheContractsDefaults() {
    Settings settings = settings(Map.of());
    assertTrue(settings.upstreams().get(0).demo());
    assertEquals(Duration.ofSeconds(60), settings.upstreams().get(0).firstTokenTimeout());
    assertEquals(Duration.ofSeconds(30), settings.upstreams().get(0).idleTimeout());
    assertEquals(Duration.ofSeconds(30), settings.streams().heartbeat());
    assertEquals(2000, settings.streams().retryMillis());
    assertEquals(10_000, settings.streams().logEvents());
    assertEquals(4_194_304, settings.streams().logBytes());
    assertEquals(Duration.ofHours(1), settings.streams().logAge());
    assertEquals(10_000, settings.limits().connections());
    assertEquals(50, settings.limits().connectionsPerUser());
    assertEquals(1000, settings.limits().generations());
    assertEquals(8, settings.limits().generationsPerUser());
    assertEquals(1_048_576, settings.limits().bodyBytes());
    assertEquals(200_000, settings.limits().messageChars());
    assertEquals(Set.of("http://localhost:5173"), settings.origins());
  }

  @Test
  void asksOpenAiWhereThereIsAKeyAlone() {
    Settings settings = settings(Map.of("openai.api-key", "sk-x"));
    assertEquals(
        Optional.of(URI.create("https://api.openai.com/v1")),
        settings.upstreams().get(0).baseUrl());
    assertEquals("gpt-4o-mini", settings.defaultModel());
  }

  @Test
  void needsNoKeyWhereThereIsABaseUrl() {
    Settings settings = settings(Map.of("openai.base-url", "http://localhost:11434/v1"));
    assertFalse(settings.upstreams().get(0).demo());
    assertEquals(Optional.empty(), settings.upstreams().get(0).apiKey());
  }

  @Test
  void takesAnEmptyValueForNone() {
    assertTrue(
        settings(Map.of("openai.api-key", " ", "openai.base-url", "")).upstreams().get(0).demo());
  }

  @Test
  void readsSeveralModelServers() {
    Settings settings =
        settings(
            Map.of(
                "suda.providers", "openai, local",
                "suda.provider.openai.base-url", "https://api.example/v1",
                "suda.provider.openai.api-key", "sk-secret",
                "suda.provider.openai.header.X-Team", "chat",
                "suda.provider.local.base-url", "http://localhost:11434/v1",
                "suda.provider.local.models", "llama, qwen/3",
                "suda.provider.local.roles", "staff",
                "suda.provider.local.idle-timeout", "PT5S"));
    UpstreamSettings openai = settings.upstreams().get(0);
    UpstreamSettings local = settings.upstreams().get(1);
    assertEquals(Map.of("X-Team", "chat"), openai.headers());
    assertEquals(List.of("llama", "qwen/3"), local.models());
    assertEquals(Set.of("staff"), local.roles());
    assertEquals(Duration.ofSeconds(5), local.idleTimeout());
    assertEquals("openai/gpt-4o-mini", settings.defaultModel());
    assertEquals("openai/meta/llama", settings.qualifiedModel("meta/llama"));
    assertEquals("local/qwen/3", settings.qualifiedModel("local/qwen/3"));
    assertEquals(local, settings.upstreamOf("local/llama"));
    assertFalse(openai.toString().contains("secret"));
  }

  @Test
  void namesTheKeyOfAModelServerThatIsWrong() {
    Map<String, String> keys =
        Map.of(
            "suda.provider.a.base-url", "nonsense",
            "suda.provider.c.base-url", "http://h/v1",
            "suda.provider.c.header.Host", "x");
    for (String name : List.of("a", "b", "c", "d/e")) {
      Map<String, String> all = new HashMap<>(keys);
      all.put("suda.providers", name);
      String message = assertThrows(IllegalStateException.class, () -> settings(all)).getMessage();
      assertTrue(
          message.matches("suda\\.provider(s|\\.[abc]\\.(base-url|header\\.Host)): .*"), message);
    }
  }

  @Test
  void takesSeveralOrigins() {
    assertEquals(
        Set.of("https://a.example", "http://b.example:81"),
        settings(Map.of("client.origin", "https://a.example, http://B.example:81/")).origins());
  }

  @Test
  void letsOriginsThatMayFrameCallToo() {
    Settings none = settings(Map.of());
    assertEquals(Set.of(), none.embedOrigins());
    Settings some = settings(Map.of("suda.embed.origins", "https://A.example:443"));
    assertEquals(Set.of("https://a.example"), some.embedOrigins());
    assertEquals(Set.of("https://a.example", "http://localhost:5173"), some.origins());
  }

  @ParameterizedTest
  @CsvSource({
    "suda.heartbeat, 0",
    "suda.embed.origins, *",
    "suda.embed.origins, a.example",
    "suda.embed.origins, https://a.example/chat",
    "suda.embed.origins, https://user@a.example",
    "suda.heartbeat, 61",
    "suda.heartbeat, PT30S",
    "suda.retry, -1",
    "suda.log.events, many",
    "suda.log.ttl, 1h",
    "suda.log.ttl, PT0S",
    "openai.base-url, localhost:8080",
    "openai.base-url, //localhost:8080/v1",
    "openai.base-url, ftp://host/v1",
    "openai.idle-timeout, -PT1S",
    "openai.continuation, yes",
    "client.origin, https://a.example/path",
    "client.origin, nonsense",
    "suda.max-connections, 0",
    "suda.max-body-bytes, 99999999999",
    "suda.max-history-chars, 0",
    "suda.db.url, jdbc:mysql://host/suda",
    "suda.db.url, postgres://host/suda",
    "suda.redis.url, example.org",
    "suda.redis.url, 'redis://a,http://b'",
    "suda.redis.url, 'redis://a,b c'",
    "suda.redis.url, redis-sentinel://a:26379",
    "suda.public-url, example.org",
    "suda.admin-token, short",
    "suda.login.key, short",
    "suda.login.recheck, often",
    "suda.proxy.trusted, 10.0.0.0/33",
    "suda.proxy.trusted, example.org",
    "suda.oidc.issuer, example.org",
    "suda.auth, none"
  })
  void namesTheKeyOfAValueThatMakesNoSense(String key, String value) {
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> settings(Map.of(key, value)));
    assertTrue(refused.getMessage().startsWith(key + ": "), refused.getMessage());
    assertFalse(refused.getMessage().contains("\n"));
  }

  @Test
  void keepsConversationsInTheUsersHomeUnlessToldOtherwise() {
    Settings.Database database = settings(Map.of()).database();
    assertEquals("jdbc:h2:file:" + System.getProperty("user.home") + "/.suda/suda", database.url());
    assertFalse(database.postgresql());
    assertEquals(200_000, settings(Map.of()).historyChars());
    assertTrue(
        settings(Map.of("suda.db.url", "jdbc:postgresql://host/suda")).database().postgresql());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "redis://:p@a:1,b,[::1]:2 redis://:p@a:1|redis://:p@b|redis://:p@[::1]:2",
        "rediss://a,redis://:q@b:2 rediss://a|redis://:q@b:2",
        "redis://a,a redis://a|redis://a",
        "redis://:p,q@a:1/2 redis://:p,q@a:1/2",
        "redis-sentinel://:p@a:1,b/0#main redis-sentinel://:p@a:1,b/0#main"
      })
  void readsSeveralServersOfRedis(String text, String urls) {
    assertEquals(List.of(urls.split("\\|")), settings(Map.of("suda.redis.url", text)).redisUrls());
  }

  @Test
  void showsNoPassword() {
    Map<String, String> wrong = Map.of("suda.db.url", "jdbc:x://host/?password=secret");
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> settings(wrong));
    assertFalse(refused.getMessage().contains("secret"));
    Settings settings =
        settings(
            Map.of(
                "suda.db.url", "jdbc:postgresql://host/suda?password=secret",
                "suda.db.password", "secret"));
    assertFalse(settings.database().toString().contains("secret"));
  }

  @Test
  void showsNoKey() {
    assertFalse(
        settings(Map.of("openai.api-key", "sk-secret"))
            .upstreams()
            .get(0)
            .toString()
            .contains("secret"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sk-ab\ncdSECRET", "sk-ab cdSECRET", "sk-가SECRET"})
  void namesASecretThatNoHeaderMayHaveAndDoesNotSayIt(String secret) {
    for (String key : List.of("openai.api-key", "suda.mcp.a.token")) {
      Map<String, String> all =
          Map.of(key, secret, "suda.mcp", "a", "suda.mcp.a.url", "http://localhost:1/");
      String message = assertThrows(IllegalStateException.class, () -> settings(all)).getMessage();
      assertTrue(message.startsWith(key + ": "), message);
      assertFalse(message.contains("SECRET"), message);
    }
  }

  private static Settings settings(Map<String, String> values) {
    return TestSettings.of(values);
  }
}
