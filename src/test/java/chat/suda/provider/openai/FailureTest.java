package chat.suda.provider.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.provider.Failure;
import chat.suda.upstream.FakeUpstream;
import chat.suda.upstream.Sse;
import chat.suda.upstream.UpstreamExchange;
import chat.suda.upstream.UpstreamScript;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors, and which of them are retried. */
class FailureTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  private final ProviderFixture fixture = new ProviderFixture();
  private final FakeUpstream upstream = fixture.upstream;

  @AfterEach
  void close() {
    fixture.close();
  }

  @ParameterizedTest
  @CsvSource({
    "401, UNAUTHORIZED, 1",
    "403, UNAUTHORIZED, 1",
    "400, REJECTED, 1",
    "307, REJECTED, 1",
    "409, UPSTREAM_ERROR, 1",
    "429, RATE_LIMITED, 3",
    "500, UPSTREAM_ERROR, 3",
    "503, UPSTREAM_ERROR, 3"
  })
  void failsByStatus(int status, Failure.Code code, int tries) throws Exception {
    upstream.onRequest(
        request ->
            UpstreamScript.status(status, Map.of("Location", "http://localhost:1/"), "<html>no"));
    Failure failure = fixture.ask().failure();
    assertEquals(new Failure(code, "The model server answered with status " + status), failure);
    assertEquals(tries, upstream.requests().size());
  }

  /** With https the proxy's answer to CONNECT, after which nothing else comes. */
  @ParameterizedTest
  @CsvSource({
    "https, 407 Proxy Authentication Required",
    "https, 403 Forbidden",
    "http, 407 Proxy Authentication Required"
  })
  void aProxyThatDoesNotConnectIsAFailure(String scheme, String status) throws Exception {
    try (ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        OpenAiProvider provider =
            fixture.provider(URI.create(scheme + "://model.example/v1"), proxy.getLocalPort())) {
      fixture.executor.execute(() -> refuseAll(proxy, status));
      Recorder answer = new Recorder();
      provider.ask(ProviderFixture.prompt(), answer);
      assertEquals(Failure.Code.UNREACHABLE, answer.failure().code());
    }
  }

  private static void refuseAll(ServerSocket proxy, String status) {
    while (true) {
      try (Socket connection = proxy.accept()) {
        BufferedReader head =
            new BufferedReader(
                new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
        while (!head.readLine().isEmpty()) {
          // To the end of the head.
        }
        connection
            .getOutputStream()
            .write(
                ("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        return; // closed by the test
      }
    }
  }

  /** The server's message for an unknown path does not help readers. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "404 page not found",
        "{\"detail\":\"Not Found\"}",
        "{\"error\":{\"code\":\"404\",\"message\":\"Resource not found\"}}",
        "{\"error\":{\"code\":404,\"message\":\"File Not Found\",\"type\":\"not_found_error\"}}",
        "{\"error\":{\"message\":\"Invalid URL (POST /v1/v1/chat/completions)\"}}",
        "{\"error\":{\"message\":\"Unknown request URL: POST /chat/completions\"}}",
        "{\"timestamp\":\"2026-01-01\",\"status\":404,\"error\":\"Not Found\",\"path\":\"/chat/completions\"}",
        "{}",
        "<html>404",
        "{\"error\":\"Unexpected endpoint or method. (POST /chat/completions)\"}"
      })
  void saysInItsOwnWordsThatTheAddressIsWrong(String body) throws Exception {
    upstream.onRequest(request -> UpstreamScript.json(404, body));
    assertEquals(
        new Failure(
            Failure.Code.REJECTED,
            "The model server takes no questions at the address that is set"),
        fixture.ask().failure());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model 'gpt-9' not found, try pulling it first",
        "The API deployment for this resource does not exist.",
        "No endpoints found matching your data policy."
      })
  void showsWhatIsNotFoundWhereItIsNotTheAddress(String words) throws Exception {
    upstream.onRequest(
        request -> UpstreamScript.json(404, "{\"error\":{\"message\":\"" + words + "\"}}"));
    assertEquals(words, fixture.ask().failure().message());
  }

  @Test
  void showsTheUpstreamsWordsWithoutSecrets() throws Exception {
    upstream.enqueue(
        UpstreamScript.json(
            401,
            "{\"error\":{\"message\":\"Key %s at %s is\\nbad\"}}"
                .formatted(ProviderFixture.KEY, upstream.baseUrl())));
    assertEquals("Key *** at *** is bad", fixture.ask().failure().message());
  }

  @Test
  void triesAgainBeforeTheFirstToken() throws Exception {
    upstream.enqueue(
        UpstreamScript.json(500, "{}"),
        UpstreamScript.stream(Sse.role()),
        UpstreamScript.answer("third", " time"));
    Recorder answer = fixture.ask();
    answer.completion();
    assertEquals("third time", answer.content());
    assertEquals(3, upstream.requests().size());
  }

  @Test
  void triesAgainWhenTheConnectionEndsBeforeTheHead() throws Exception {
    upstream.enqueue(UpstreamExchange::close, UpstreamExchange::reset);
    Recorder answer = fixture.ask();
    answer.completion();
    assertEquals("Hello!", answer.content());
  }

  @Test
  void doesNotTryAgainAfterTheFirstToken() throws Exception {
    upstream.enqueue(
        exchange -> {
          exchange.open();
          exchange.send(Sse.content("a"));
        });
    Recorder answer = fixture.ask();
    answer.awaitContent("a");
    upstream.nextExchange(SOON).reset();
    assertEquals(Failure.Code.TRUNCATED, answer.failure().code());
    assertEquals("a", answer.content());
    assertEquals(1, upstream.requests().size());
  }

  @Test
  void waitsAsLongAsRetryAfterSays() throws Exception {
    upstream.enqueue(UpstreamScript.status(429, Map.of("Retry-After", "1"), ""));
    long before = System.nanoTime();
    fixture.ask().completion();
    long waited = System.nanoTime() - before;
    assertTrue(waited >= 1_000_000_000, waited + " ns");
  }

  @Test
  void doesNotWaitOverThirtySeconds() throws Exception {
    upstream.enqueue(UpstreamScript.status(429, Map.of("Retry-After", "31"), ""));
    Failure failure = fixture.ask().failure();
    assertEquals(Failure.Code.RATE_LIMITED, failure.code());
    assertTrue(failure.retryable());
  }

  @Test
  void doesNotTryAgainWhenTheQuotaIsUsedUp() throws Exception {
    upstream.enqueue(
        UpstreamScript.json(
            429, "{\"error\":{\"message\":\"Pay\",\"code\":\"insufficient_quota\"}}"));
    assertEquals(new Failure(Failure.Code.RATE_LIMITED, "Pay"), fixture.ask().failure());
    assertEquals(1, upstream.requests().size());
  }

  @Test
  void saysThatTheServerCannotBeReached() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    for (String host : List.of("localhost:" + port, "no-such-host.invalid")) {
      Recorder answer = new Recorder();
      fixture
          .provider(URI.create("http://" + host), SOON, SOON)
          .ask(ProviderFixture.prompt(), answer);
      assertEquals(
          new Failure(Failure.Code.UNREACHABLE, "The model server could not be reached"),
          answer.failure());
    }
  }

  @Test
  void doesNotWaitForTheRestOfAnErrorsBody() throws Exception {
    fixture.patience(ProviderFixture.SHORT, ProviderFixture.LONG);
    upstream.enqueue(exchange -> exchange.head(400, Map.of("Content-Length", "100")));
    Recorder answer = fixture.ask();
    assertEquals(Failure.Code.REJECTED, answer.failure().code());
    upstream.nextExchange(SOON).closedByPeer().get(5, TimeUnit.SECONDS);
  }

  @Test
  void readsNoMoreOfAnErrorsBodyThanIsOfUse() throws Exception {
    upstream.enqueue(
        exchange -> {
          exchange.head(400, Map.of("Transfer-Encoding", "chunked"));
          while (true) { // until the client has closed
            exchange.send("x".repeat(8192));
          }
        });
    assertEquals(Failure.Code.REJECTED, fixture.ask().failure().code());
    upstream.nextExchange(SOON).closedByPeer().get(5, TimeUnit.SECONDS);
  }

  @Test
  void doesNotTakeAPageForAnAnswer() throws Exception {
    upstream.enqueue(UpstreamScript.status(200, Map.of("Content-Type", "text/html"), "<p>Log in"));
    assertEquals(Failure.Code.MALFORMED, fixture.ask().failure().code());
  }
}
