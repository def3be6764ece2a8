package chat.suda.provider.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.provider.Completion;
import chat.suda.provider.Failure;
import chat.suda.provider.Parameters;
import chat.suda.provider.Prompt;
import chat.suda.provider.Usage;
import chat.suda.upstream.FakeUpstream;
import chat.suda.upstream.Request;
import chat.suda.upstream.Script;
import chat.suda.upstream.Sse;
import chat.suda.upstream.UpstreamExchange;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against an upstream over real sockets. */
class OpenAiProviderTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  private final ProviderFixture fixture = new ProviderFixture();
  private final FakeUpstream upstream = fixture.upstream;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void relaysARegularAnswer() throws Exception {
    upstream.enqueue(Script.answer("Hel", "lo ", "\uD83D", "\uDE00"));
    Recorder answer = fixture.ask();
    assertEquals(new Completion("stop", "gpt-4o-mini", new Usage(3, 4, 7)), answer.completion());
    assertEquals("Hello 😀", answer.content());
    assertEquals(4, answer.chunks());
    assertEquals("gpt-4o-mini", answer.model());
  }

  @Test
  void sendsWhatIsGivenAndNothingElse() throws Exception {
    Recorder answer = new Recorder();
    fixture
        .provider()
        .ask(
            new Prompt(
                "m",
                List.of(
                    new Prompt.Turn(Prompt.Role.SYSTEM, "Be \"brief\""),
                    new Prompt.Turn(Prompt.Role.USER, "안녕\n")),
                new Parameters(0.0, 1000, null, -0.5, null)),
            answer);
    answer.completion();
    Request request = upstream.requests().get(0);
    assertEquals("POST /v1/chat/completions", request.method() + " " + request.target());
    assertEquals("Bearer " + ProviderFixture.KEY, request.headers().get("Authorization"));
    assertEquals("text/event-stream", request.headers().get("Accept"));
    assertNull(request.headers().get("api-key"));
    assertEquals(
        "{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"Be \\\"brief\\\"\"},"
            + "{\"role\":\"user\",\"content\":\"안녕\\n\"}],\"stream\":true,"
            + "\"stream_options\":{\"include_usage\":true},\"temperature\":0.0,"
            + "\"max_tokens\":1000,\"frequency_penalty\":-0.5}",
        request.body());
  }

  @Test
  void joinsAllChunksOfOneReadIntoOneDelta() throws Exception {
    upstream.enqueue(Script.stream(Sse.content("a").repeat(20) + Sse.finish("stop") + Sse.DONE));
    Recorder answer = fixture.ask();
    answer.completion();
    assertEquals("a".repeat(20), answer.content());
    assertEquals(20, answer.chunks());
    assertTrue(answer.deltas() <= 2, answer.deltas() + " deltas");
  }

  @Test
  void relaysATokenAsSoonAsItArrives() throws Exception {
    upstream.enqueue(Script.opened());
    Recorder answer = fixture.ask();
    UpstreamExchange exchange = upstream.nextExchange(SOON);
    exchange.send(Sse.content("a"));
    answer.awaitContent("a");
    exchange.send(Sse.reasoning("hm"));
    Recorder.await(() -> answer.reasoning().equals("hm"));
    exchange.send(Sse.content("b"));
    answer.awaitContent("ab");
    assertFalse(answer.isEnded());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void usesTheConnectionAgain(boolean withDone) throws Exception {
    upstream.onRequest(
        request ->
            Script.stream(Sse.content("a") + Sse.finish("stop") + (withDone ? Sse.DONE : "")));
    for (int i = 0; i < 5; i++) {
      fixture.ask().completion();
    }
    Recorder.await(() -> upstream.requests().size() == 5);
    // The end of the body may still be on its way when the next request asks for a connection.
    assertTrue(upstream.connections() <= 2, upstream.connections() + " connections");
  }

  @Test
  void usesTheConnectionAgainAfterAnError() throws Exception {
    upstream.enqueue(Script.json(400, "{\"error\":{\"message\":\"No\"}}"));
    fixture.ask().failure();
    fixture.ask().completion();
    assertEquals(1, upstream.connections());
  }

  @Test
  void completesAtDoneAndCutsABodyThatDoesNotEnd() throws Exception {
    upstream.enqueue(Script.opened());
    Recorder answer = fixture.ask();
    UpstreamExchange exchange = upstream.nextExchange(SOON);
    exchange.send(Sse.content("a") + Sse.finish("length") + Sse.DONE);
    assertEquals("length", answer.completion().finishReason());
    exchange.closedByPeer().get(5, TimeUnit.SECONDS);
  }

  @Test
  void doesNotWaitLongForWhatMayFollowTheFinish() throws Exception {
    upstream.enqueue(Script.opened());
    Recorder answer = fixture.ask();
    UpstreamExchange exchange = upstream.nextExchange(SOON);
    exchange.send(Sse.content("a") + Sse.finish("stop"));
    assertEquals(new Completion("stop", "gpt-4o-mini", null), answer.completion());
    exchange.closedByPeer().get(5, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource({
    "401, UNAUTHORIZED, 1",
    "403, UNAUTHORIZED, 1",
    "400, REJECTED, 1",
    "404, REJECTED, 1",
    "307, REJECTED, 1",
    "409, UPSTREAM_ERROR, 1",
    "429, RATE_LIMITED, 3",
    "500, UPSTREAM_ERROR, 3",
    "503, UPSTREAM_ERROR, 3"
  })
  void failsByStatus(int status, Failure.Code code, int tries) throws Exception {
    upstream.onRequest(
        request -> Script.status(status, Map.of("Location", "http://localhost:1/"), "<html>no"));
    Failure failure = fixture.ask().failure();
    assertEquals(new Failure(code, "The model server answered with status " + status), failure);
    assertEquals(tries, upstream.requests().size());
  }

  @Test
  void showsTheUpstreamsWordsWithoutSecrets() throws Exception {
    upstream.enqueue(
        Script.json(
            401,
            "{\"error\":{\"message\":\"Key %s at %s is\\nbad\"}}"
                .formatted(ProviderFixture.KEY, upstream.baseUrl())));
    assertEquals("Key *** at *** is bad", fixture.ask().failure().message());
  }

  @Test
  void triesAgainBeforeTheFirstToken() throws Exception {
    upstream.enqueue(
        Script.json(500, "{}"), Script.stream(Sse.role()), Script.answer("third", " time"));
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
    upstream.enqueue(Script.status(429, Map.of("Retry-After", "1"), ""));
    long before = System.nanoTime();
    fixture.ask().completion();
    long waited = System.nanoTime() - before;
    assertTrue(waited >= 1_000_000_000 && waited < 3_000_000_000L, waited + " ns");
  }

  @Test
  void doesNotWaitOverThirtySeconds() throws Exception {
    upstream.enqueue(Script.status(429, Map.of("Retry-After", "31"), ""));
    Failure failure = fixture.ask().failure();
    assertEquals(Failure.Code.RATE_LIMITED, failure.code());
    assertTrue(failure.retryable());
  }

  @Test
  void doesNotTryAgainWhenTheQuotaIsUsedUp() throws Exception {
    upstream.enqueue(
        Script.json(429, "{\"error\":{\"message\":\"Pay\",\"code\":\"insufficient_quota\"}}"));
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
  void givesUpWithoutAHead() throws Exception {
    fixture.patience(ProviderFixture.SHORT, ProviderFixture.LONG);
    upstream.enqueue(Script.manual());
    Recorder answer = fixture.ask();
    UpstreamExchange exchange = upstream.nextExchange(SOON);
    assertEquals(Failure.Code.FIRST_TOKEN_TIMEOUT, answer.failure().code());
    exchange.closedByPeer().get(5, TimeUnit.SECONDS);
  }

  @Test
  void givesUpWithoutAFirstTokenThoughOtherChunksCome() throws Exception {
    fixture.patience(ProviderFixture.SHORT, ProviderFixture.LONG);
    upstream.enqueue(Script.opened());
    Recorder answer = fixture.ask();
    UpstreamExchange exchange = upstream.nextExchange(SOON);
    exchange.send(Sse.role());
    assertEquals(Failure.Code.FIRST_TOKEN_TIMEOUT, answer.failure().code());
    exchange.closedByPeer().get(5, TimeUnit.SECONDS);
  }

  @Test
  void givesUpOnSilenceWhichCommentsDoNotBreak() throws Exception {
    fixture.patience(ProviderFixture.LONG, ProviderFixture.SHORT);
    upstream.enqueue(
        exchange -> {
          exchange.open();
          exchange.send(Sse.content("a"));
          while (true) { // until the client has closed
            Thread.sleep(20);
            exchange.send(": keep-alive\n\n");
          }
        });
    Recorder answer = fixture.ask();
    assertEquals(Failure.Code.IDLE_TIMEOUT, answer.failure().code());
    assertEquals("a", answer.content());
    upstream.nextExchange(SOON).closedByPeer().get(5, TimeUnit.SECONDS);
  }

  @Test
  void isPatientWithASlowAnswer() throws Exception {
    fixture.patience(ProviderFixture.LONG, ProviderFixture.SHORT);
    upstream.enqueue(Script.answer(20, List.of("a".repeat(20).split(""))));
    Recorder answer = fixture.ask();
    answer.completion();
    assertEquals("a".repeat(20), answer.content());
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
  void takesAWholeCompletionFromAServerThatDoesNotStream() throws Exception {
    upstream.enqueue(
        Script.json(
            200,
            "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"Hi\"},"
                + "\"finish_reason\":\"stop\"}]}"));
    Recorder answer = fixture.ask();
    answer.completion();
    assertEquals("Hi", answer.content());
  }

  @Test
  void doesNotTakeAPageForAnAnswer() throws Exception {
    upstream.enqueue(Script.status(200, Map.of("Content-Type", "text/html"), "<p>Log in"));
    assertEquals(Failure.Code.MALFORMED, fixture.ask().failure().code());
  }
}
