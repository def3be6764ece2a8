package chat.suda.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.Eventually;
import chat.suda.config.Settings;
import chat.suda.config.TestSettings;
import chat.suda.login.FakeProvider;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jose4j.jwk.RsaJwkGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider that is slow or lies, at each of its endpoints. */
class ProviderFaultsTest {

  private static final String DISCOVERY = "/.well-known/openid-configuration";
  private static final String KEYS = "/keys";
  private static final String TOKEN = "/token";
  private static final String ELSEWHERE = "/elsewhere";
  private static final long HUGE = 100_000_000;

  private final AtomicBoolean wentElsewhere = new AtomicBoolean();
  private FakeProvider fake;
  private OidcProvider provider;
  private CodeFlow flow;

  @BeforeEach
  void start() throws Exception {
    fake = new FakeProvider();
    fake.instead.put(ELSEWHERE, exchange -> wentElsewhere.set(true));
    Settings settings =
        TestSettings.of(
            Map.of(
                "suda.auth", "oidc",
                "suda.public-url", "http://localhost",
                "suda.oidc.issuer", fake.issuer(),
                "suda.oidc.client-id", "suda",
                "suda.oidc.client-secret", "client-secret"));
    ProviderHttp http = new ProviderHttp();
    http.settings = settings;
    provider = new OidcProvider();
    provider.settings = settings;
    provider.http = http;
    provider.prepare();
    flow = new CodeFlow();
    flow.settings = settings;
    flow.provider = provider;
    flow.http = http;
    flow.prepare();
  }

  @AfterEach
  void stop() {
    fake.close();
    assertFalse(wentElsewhere.get(), "a redirect was followed");
  }

  @Test
  void isAskedWhereItTellsTheTruth() throws Exception {
    assertEquals(fake.issuer() + TOKEN, provider.metadata().token().toString());
    assertEquals("alice", provider.idTokens().identity(fake.bearer(Map.of())).getSubject());
    PendingLogin pending = PendingLogin.begin("/");
    fake.claims = Map.of("nonce", pending.nonce());
    assertThrows(LoginFailedException.class, () -> flow.redeem("of nobody", pending));
  }

  @ParameterizedTest
  @CsvSource({
    "issuer, https://evil.example",
    "issuer, ''",
    "authorization_endpoint, javascript:alert(1)",
    "authorization_endpoint, ''",
    "token_endpoint, file:///etc/passwd",
    "token_endpoint, //evil.example/token",
    "token_endpoint, /token",
    "token_endpoint, http://:0",
    "token_endpoint, 'not a URI'",
    "jwks_uri, jar:file:/keys",
  })
  void isNotBelievedWhatItSaysOfItself(String member, String value) {
    String truth = fake.metadata();
    String lie =
        truth.replaceFirst("\"" + member + "\":\"[^\"]*\"", "\"" + member + "\":\"" + value + "\"");
    assertFalse(lie.equals(truth));
    fake.instead.put(DISCOVERY, answer(lie));
    assertThrows(ProviderUnavailableException.class, () -> provider.metadata());
  }

  @Test
  void isSentNoSecretWithoutTlsWhereItsIssuerHasIt() {
    String issuer = "https://id.example";
    String safe = fake.metadata().replace(fake.issuer(), issuer);
    assertEquals(issuer + TOKEN, ProviderMetadata.parse(safe, issuer).token().toString());
    String unsafe = safe.replace(issuer + TOKEN, "http://id.example/token");
    assertThrows(ProviderUnavailableException.class, () -> ProviderMetadata.parse(unsafe, issuer));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "\"x\"",
        "{}",
        "<html>",
        "{\"keys\":\"x\"}",
        "{\"keys\":[1]}",
        "{\"keys\":{\"kty\":\"RSA\"}}",
        "{\"issuer\":1}",
        "{\"keys\":null}"
      })
  void isAwayWhereItTellsNothingThatCanBeRead(String body) {
    String token = fake.bearer(Map.of());
    fake.instead.put(KEYS, answer(body));
    assertThrows(ProviderUnavailableException.class, () -> provider.idTokens().identity(token));
    fake.instead.put(TOKEN, answer(body));
    if (!body.startsWith("{\"") && !body.equals("{}")) {
      assertThrows(ProviderUnavailableException.class, this::redeem);
    } else {
      assertThrows(LoginFailedException.class, this::redeem, "no ID token");
    }
    fake.instead.put(DISCOVERY, answer(body));
    assertThrows(ProviderUnavailableException.class, () -> newlyStarted().metadata());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"keys\":[]}",
        "{\"keys\":[{}]}",
        "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"k1\",\"n\":\"\",\"e\":\"\"}]}",
        "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"k1\",\"k\":\"c2VjcmV0\"}]}",
        "{\"keys\":[{\"kty\":\"?\",\"kid\":\"k1\"}]}"
      })
  void letsNobodyInWithKeysThatAreNone(String keys) {
    fake.instead.put(KEYS, answer(keys));
    String token = fake.bearer(Map.of());
    assertThrows(InvalidTokenException.class, () -> provider.idTokens().identity(token));
  }

  @Test
  void letsNobodyInWithAnothersKey() throws Exception {
    var another = RsaJwkGenerator.generateJwk(2048);
    another.setKeyId("k1");
    fake.instead.put(KEYS, answer("{\"keys\":[" + another.toJson() + "]}"));
    String token = fake.bearer(Map.of());
    assertThrows(InvalidTokenException.class, () -> provider.idTokens().identity(token));
  }

  @ParameterizedTest
  @ValueSource(strings = {DISCOVERY, KEYS, TOKEN})
  void isNotReadToItsEndWhereItHasNone(String path) throws Exception {
    AtomicLong sent = new AtomicLong();
    CountDownLatch ended = new CountDownLatch(1);
    fake.instead.put(
        path,
        exchange -> {
          try {
            sendHuge(exchange, sent);
          } finally {
            ended.countDown();
          }
        });
    assertThrows(ProviderUnavailableException.class, () -> ask(path));
    ended.await();
    assertTrue(sent.get() < HUGE / 2, sent + " bytes of it were taken");
  }

  private static void sendHuge(HttpExchange exchange, AtomicLong sent) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    OutputStream body = exchange.getResponseBody();
    byte[] piece = "{\"issuer\":\"".concat(" ".repeat(100_000)).getBytes();
    while (sent.get() < HUGE) {
      body.write(piece);
      sent.addAndGet(piece.length);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {DISCOVERY, KEYS, TOKEN})
  void isNotFollowedElsewhere(String path) {
    fake.instead.put(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("Location", fake.issuer() + ELSEWHERE);
          exchange.sendResponseHeaders(307, -1);
        });
    assertThrows(ProviderUnavailableException.class, () -> ask(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {DISCOVERY, KEYS, TOKEN})
  void isAwayWhereItDoesNotAnswerInTime(String path) {
    CountDownLatch given = new CountDownLatch(1);
    fake.instead.put(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          try {
            given.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    try {
      assertThrows(ProviderUnavailableException.class, () -> ask(path));
    } finally {
      given.countDown();
    }
  }

  @Test
  void letsPeopleInAtOnceWhenItIsBack() throws Exception {
    String token = fake.bearer(Map.of());
    fake.fails = 500;
    assertThrows(ProviderUnavailableException.class, () -> provider.idTokens().identity(token));
    fake.fails = 0;
    Eventually.holds(10, () -> isKnown(token));
    assertEquals(1, fake.keyFetches());
  }

  private boolean isKnown(String token) {
    try {
      return provider.idTokens().identity(token).getClaimValue("sub").equals("alice");
    } catch (ProviderUnavailableException e) {
      return false;
    } catch (InvalidTokenException e) {
      throw new AssertionError(e);
    }
  }

  private void ask(String path) throws Exception {
    switch (path) {
      case DISCOVERY -> provider.metadata();
      case KEYS -> provider.idTokens().identity(fake.bearer(Map.of()));
      default -> redeem();
    }
  }

  private void redeem() throws LoginFailedException {
    flow.redeem("code", PendingLogin.begin("/"));
  }

  private OidcProvider newlyStarted() {
    OidcProvider another = new OidcProvider();
    another.settings = provider.settings;
    another.http = provider.http;
    another.prepare();
    return another;
  }

  private static HttpHandler answer(String body) {
    return exchange -> FakeProvider.respond(exchange, 200, body);
  }
}
