package chat.suda.provider.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.provider.Failure;
import chat.suda.provider.Parameters;
import chat.suda.provider.Prompt;
import chat.suda.provider.ToolCall;
import chat.suda.provider.ToolDefinition;
import chat.suda.upstream.FakeUpstream;
import chat.suda.upstream.Request;
import chat.suda.upstream.UpstreamScript;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that reject a part of the request are asked with an adapted one. */
class RequestAdaptationTest {

  private static final Parameters ALL = new Parameters(0.2, 1000, 1.0, 0.0, 0.0, "low");
  private static final Prompt.Turn SYSTEM = new Prompt.Turn(Prompt.Role.SYSTEM, "Be brief");

  private final ProviderFixture fixture = new ProviderFixture();
  private final FakeUpstream upstream = fixture.upstream;

  @AfterEach
  void close() {
    fixture.close();
  }

  /** As a conversation that another model has begun comes to one of Mistral's. */
  @Test
  void callsHaveShortIdsWhereOthersAreRefused() throws Exception {
    upstream.onRequest(
        request ->
            request.body().contains("call_0fypS1hVX")
                ? UpstreamScript.json(
                    400,
                    "{\"object\":\"error\",\"message\":\"Tool call id was call_0fypS1hVX but must be"
                        + " a-z, A-Z, 0-9, with a length of 9.\",\"type\":\"invalid_function_call\"}")
                : UpstreamScript.answer("Hello"));
    ToolCall call = new ToolCall("call_0fypS1hVX", "f", "{}");
    Recorder answer = new Recorder();
    fixture.provider().ask(called(call), answer);
    answer.completion();
    assertEquals("Hello", answer.content());
    String sent = upstream.requests().get(1).body();
    String id = ToolCall.shortId(call.id());
    assertTrue(id.matches("[A-Za-z0-9]{9}"), id);
    assertTrue(sent.contains("\"tool_calls\":[{\"id\":\"" + id + "\""), sent);
    assertTrue(sent.contains("\"tool_call_id\":\"" + id + "\""), sent);
    assertTrue(sent.contains("\"tools\":["), sent);
  }

  /** Gemini wants its signature with each call, also where another model made it. */
  @Test
  void callsOfAnotherModelGetTheWordForNoSignature() throws Exception {
    upstream.onRequest(
        request ->
            request.body().contains("skip_thought_signature_validator")
                ? UpstreamScript.answer("Hello")
                : UpstreamScript.json(
                    400,
                    "[{\"error\":{\"code\":400,\"message\":\"Function call is missing a"
                        + " thought_signature in functionCall parts. This is required for tools to"
                        + " work correctly\",\"status\":\"INVALID_ARGUMENT\"}}]"));
    Recorder answer = new Recorder();
    fixture.provider().ask(called(new ToolCall("c1", "f", "{}")), answer);
    answer.completion();
    assertEquals("Hello", answer.content());
    String sent = upstream.requests().get(1).body();
    assertTrue(
        sent.contains(
            "\"extra_content\":{\"google\":{\"thought_signature\":\"skip_thought_signature_validator\"}}"),
        sent);
    assertTrue(sent.contains("\"tools\":["), sent);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Missing `reasoning_content` field in the assistant message at message index 1. See thinking_mode#tool-calls",
        "The `reasoning_content` in the thinking mode must be passed back to the API.",
        "thinking is enabled but reasoning_content is missing in assistant tool call message at index 2"
      })
  void sendsTheReasoningBackWithTheCallsWhereItIsWanted(String words) throws Exception {
    upstream.onRequest(
        request ->
            request.body().contains("\"reasoning_content\":\"I have to call f\"")
                ? UpstreamScript.answer("Hello")
                : UpstreamScript.json(400, "{\"error\":{\"message\":\"" + words + "\"}}"));
    Prompt prompt = called(new ToolCall("c1", "f", "{}"));
    List<Prompt.Turn> turns =
        prompt.turns().stream()
            .map(turn -> turn.toolCalls().isEmpty() ? turn : turn.withReasoning("I have to call f"))
            .toList();
    for (int i = 0; i < 2; i++) {
      Recorder answer = new Recorder();
      fixture.provider().ask(prompt.with(turns), answer);
      answer.completion();
      assertEquals("Hello", answer.content());
      assertTrue(lastBody().contains("\"tools\":["), lastBody());
    }
    assertEquals(3, upstream.requests().size(), "it is remembered");
  }

  private static Prompt called(ToolCall call) {
    return new Prompt(
            "model",
            List.of(
                user("Hi"),
                Prompt.Turn.calling("", List.of(call), null),
                Prompt.Turn.result(call.id(), "done")),
            Parameters.NONE)
        .withTools(List.of(new ToolDefinition("f", "Does f", "{\"type\":\"object\"}")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "400 | \"max_tokens\" | {'error':{'message':'Unsupported parameter: \\'max_tokens\\' is not supported with this model. Use \\'max_completion_tokens\\' instead.','param':'max_tokens'}}",
        "400 | temperature | {'error':{'message':'Unsupported value: \\'temperature\\' does not support 0.2 with this model. Only the default (1) value is supported.'}}",
        "422 | stream_options | {'detail':[{'type':'extra_forbidden','loc':['body','stream_options'],'msg':'Extra inputs are not permitted'}]}",
        "400 | top_p | {'message':'top_p: not supported'}",
        "422 | frequency_penalty | {'detail':'Unknown field: frequency_penalty'}",
        "400 | presence_penalty | {'error':'presence_penalty is not allowed'}",
        "400 | _penalty | [{'error':{'code':400,'message':'Penalty is not enabled for models/gemini-2.5-flash','status':'INVALID_ARGUMENT'}}]",
        "400 | reasoning_effort | {'error':{'message':'Provider returned error','metadata':{'raw':'{\\\"message\\\":\\\"Unrecognized request argument supplied: reasoning_effort\\\"}'}}}",
        "500 | \"system\" | {'error':{'message':'System role not supported'}}",
        "400 | \"system\" | {'error':{'message':'Only user and assistant roles are supported!'}}",
        "400 | \"system\" | {'error':{'message':'Unsupported value: \\'messages[0].role\\' does not support \\'system\\' with this model.'}}",
        "400 | \"system\" | {'error':{'message':'Conversation roles must alternate user/assistant/user/assistant/...'}}"
      })
  void asksWithoutWhatIsRefusedAndRemembersIt(int status, String refused, String error)
      throws Exception {
    String json = error.replace("\\'", "`").replace('\'', '"').replace('`', '\'');
    upstream.onRequest(
        request ->
            request.body().contains(refused)
                ? UpstreamScript.json(status, json)
                : UpstreamScript.answer("Hello"));
    for (int i = 0; i < 2; i++) {
      Recorder answer = ask(SYSTEM, user("Hi"));
      answer.completion();
      assertEquals("Hello", answer.content());
    }
    assertEquals(3, upstream.requests().size());
  }

  @Test
  void renamesMaxTokensAndPutsTheSystemsTextBeforeTheFirstQuestion() throws Exception {
    upstream.onRequest(
        request -> {
          String body = request.body();
          if (body.contains("\"max_tokens\"")) {
            return UpstreamScript.json(
                400, "{\"error\":{\"message\":\"Use 'max_completion_tokens', not 'max_tokens'\"}}");
          }
          return body.contains("\"role\":\"system\"")
              ? UpstreamScript.json(400, "{\"error\":\"Developer instruction is not enabled\"}")
              : UpstreamScript.answer("Hello");
        });
    ask(SYSTEM, user("Hi")).completion();
    String body = lastBody();
    assertTrue(body.contains("\"max_completion_tokens\":1000"), body);
    assertTrue(body.contains("[{\"role\":\"user\",\"content\":\"Be brief\\n\\nHi\"}]"), body);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | This model's maximum context length is 8192 tokens. However, you requested 9000 tokens",
        "400 | the request exceeds the available context size. try increasing it",
        "422 | Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 4113",
        "400 | prompt is too long: 210000 tokens > 200000 maximum",
        "400 | The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)",
        "413 | Request too large for model, please reduce your message size and try again",
        "400 | input length and `max_tokens` exceed context limit: 3000 + 100 > 2000, decrease input length",
        "422 | Input validation error: `inputs` must have less than 128 tokens. Given: 300",
        "400 | Prompt length 300 is greater than max_seq_len 128",
        "413 | Request body too large for gpt-4o model. Max size: 8000 tokens.",
        "400 | prompt token count of 300 exceeds the limit of 128",
        "400 | Range of input length should be [1, 128]",
        "400 | The decoder prompt (length 5016) is longer than the maximum model length of 4096. Make sure that `max_model_len` is no smaller",
        "500 | context shift is disabled"
      })
  void asksWithLessHistoryAndKeepsThatMeasure(int status, String words) throws Exception {
    upstream.onRequest(
        request ->
            request.body().length() > 1500
                ? UpstreamScript.json(status, "{\"error\":{\"message\":\"" + words + "\"}}")
                : UpstreamScript.answer("Hello"));
    Prompt.Turn[] turns =
        IntStream.range(0, 41)
            .mapToObj(
                i ->
                    new Prompt.Turn(
                        i % 2 == 0 ? Prompt.Role.USER : Prompt.Role.ASSISTANT, "x".repeat(100)))
            .toArray(Prompt.Turn[]::new);
    ask(turns).completion();
    int asked = upstream.requests().size();
    assertTrue(lastBody().contains("\"messages\":[{\"role\":\"user\""), lastBody());
    ask(turns).completion();
    assertEquals(asked + 1, upstream.requests().size());
  }

  @Test
  void leavesOutAQuestionWithoutAnAnswerThatWasTooLong() throws Exception {
    upstream.onRequest(
        request ->
            request.body().length() > 1000
                ? UpstreamScript.json(
                    400, "{\"error\":{\"code\":\"context_length_exceeded\",\"message\":\"no\"}}")
                : UpstreamScript.answer("Hello"));
    ask(user("x".repeat(2000)), user("short")).completion();
    assertTrue(
        lastBody().contains("\"messages\":[{\"role\":\"user\",\"content\":\"short\"}]"),
        lastBody());
  }

  @Test
  void keepsTheSystemsTextWhereItLeavesOutTheQuestionThatHadIt() throws Exception {
    Prompt asked =
        new Prompt(
            "m",
            List.of(
                new Prompt.Turn(Prompt.Role.SYSTEM, "Be brief"),
                user("x".repeat(2000)),
                new Prompt.Turn(Prompt.Role.ASSISTANT, "y"),
                user("short")),
            Parameters.NONE);
    Prompt sent =
        RequestAdaptation.NONE
            .after("this model knows no system role", asked)
            .after("the prompt is too long", asked)
            .apply(asked);
    assertEquals(List.of(user("Be brief\n\nshort")), sent.turns());
  }

  @Test
  void joinsQuestionsWithoutAnAnswer() throws Exception {
    ask(user("a"), user("b"), new Prompt.Turn(Prompt.Role.ASSISTANT, "c"), user("d")).completion();
    assertTrue(lastBody().contains("\"content\":\"a\\n\\nb\""), lastBody());
  }

  @Test
  void putsAnAnswerBetweenAResultAndTheNextQuestion() throws Exception {
    ToolCall call = new ToolCall("c1", "clock", "{}");
    ask(
            user("a"),
            Prompt.Turn.calling("", List.of(call), null),
            Prompt.Turn.result("c1", "12:00"),
            user("b"))
        .completion();
    String roles = lastBody().replaceAll(".*?\"role\":\"(\\w+)\"|.+$", "$1 ").strip();
    assertEquals("user assistant tool assistant user", roles, lastBody());
  }

  @Test
  void sendsNoHalfOfASurrogatePair() throws Exception {
    ask(user("a\ud83d!")).completion();
    assertTrue(lastBody().contains("a\uFFFD!"), lastBody());
  }

  @Test
  void endsWhereARefusalStays() throws Exception {
    upstream.onRequest(
        request -> UpstreamScript.json(400, "{\"error\":\"temperature and max_tokens are bad\"}"));
    Failure failure = ask(user("Hi")).failure();
    assertEquals(Failure.Code.REJECTED, failure.code());
    assertEquals("temperature and max_tokens are bad", failure.message());
    assertTrue(upstream.requests().size() <= 13, upstream.requests().size() + " requests");
  }

  private Recorder ask(Prompt.Turn... turns) {
    Recorder recorder = new Recorder();
    fixture.provider().ask(new Prompt("m", List.of(turns), ALL), recorder);
    return recorder;
  }

  private static Prompt.Turn user(String text) {
    return new Prompt.Turn(Prompt.Role.USER, text);
  }

  private String lastBody() {
    List<Request> requests = upstream.requests();
    return requests.get(requests.size() - 1).body();
  }
}
