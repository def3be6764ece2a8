package chat.suda.provider.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.provider.Completion;
import chat.suda.provider.Parameters;
import chat.suda.provider.Prompt;
import chat.suda.provider.Usage;
import chat.suda.upstream.FakeUpstream;
import chat.suda.upstream.Request;
import chat.suda.upstream.Sse;
import chat.suda.upstream.UpstreamExchange;
import chat.suda.upstream.UpstreamScript;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Successful answers, from an upstream over real sockets. */
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
    upstream.enqueue(UpstreamScript.answer("Hel", "lo ", "\uD83D", "\uDE00"));
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
                new Parameters(0.0, 1000, null, -0.5, null, null)),
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "NONE | ",
        "ASSISTANT | ,{\"role\":\"assistant\",\"content\":\"Hel\"}",
        "PREFIX | ,{\"role\":\"assistant\",\"content\":\"Hel\",\"prefix\":true}",
        "CONTINUE_FINAL_MESSAGE | ,{\"role\":\"assistant\",\"content\":\"Hel\"}"
      })
  void asksForTheRestAsTheServerWantsIt(Continuation continuation, String begun) throws Exception {
    upstream.enqueue(UpstreamScript.answer("lo"));
    Recorder answer = new Recorder();
    try (OpenAiProvider provider = fixture.provider(continuation)) {
      assertEquals(continuation != Continuation.NONE, provider.continues("m"));
      provider.ask(ProviderFixture.prompt().begun("Hel"), answer);
      answer.completion();
    }
    assertEquals("lo", answer.content());
    String extra =
        continuation == Continuation.CONTINUE_FINAL_MESSAGE
            ? ",\"add_generation_prompt\":false,\"continue_final_message\":true"
            : "";
    assertEquals(
        "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}"
            + (begun == null ? "" : begun)
            + "]"
            + extra
            + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
        upstream.requests().get(0).body());
  }

  /** It could not be stored, and clients receive what is stored. */
  @Test
  void replacesNul() throws Exception {
    upstream.enqueue(UpstreamScript.answer("n\u0000l"));
    Recorder answer = fixture.ask();
    answer.completion();
    assertEquals("n\uFFFDl", answer.content());
  }

  @Test
  void joinsAllChunksOfOneReadIntoOneDelta() throws Exception {
    upstream.enqueue(
        UpstreamScript.stream(Sse.content("a").repeat(20) + Sse.finish("stop") + Sse.DONE));
    Recorder answer = fixture.ask();
    answer.completion();
    assertEquals("a".repeat(20), answer.content());
    assertEquals(20, answer.chunks());
    assertTrue(answer.deltas() <= 2, answer.deltas() + " deltas");
  }

  @Test
  void relaysATokenAsSoonAsItArrives() throws Exception {
    upstream.enqueue(UpstreamScript.opened());
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
            UpstreamScript.stream(
                Sse.content("a") + Sse.finish("stop") + (withDone ? Sse.DONE : "")));
    for (int i = 0; i < 20; i++) {
      fixture.ask().completion();
    }
    // The end of a body may still be on its way when the next request asks for a connection.
    assertTrue(upstream.connections() < 10, upstream.connections() + " connections");
  }

  @Test
  void usesTheConnectionAgainAfterAnError() throws Exception {
    upstream.onRequest(request -> UpstreamScript.json(400, "{\"error\":{\"message\":\"No\"}}"));
    for (int i = 0; i < 20; i++) {
      fixture.ask().failure();
    }
    assertTrue(upstream.connections() < 10, upstream.connections() + " connections");
  }

  @Test
  void takesAWholeCompletionFromAServerThatDoesNotStream() throws Exception {
    upstream.enqueue(
        UpstreamScript.json(
            200,
            "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"Hi\"},"
                + "\"finish_reason\":\"stop\"}]}"));
    Recorder answer = fixture.ask();
    answer.completion();
    assertEquals("Hi", answer.content());
  }
}
