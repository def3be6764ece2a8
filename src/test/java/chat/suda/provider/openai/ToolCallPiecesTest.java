package chat.suda.provider.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.provider.Parameters;
import chat.suda.provider.Prompt;
import chat.suda.provider.ToolCall;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Calls as OpenAI-compatible servers send them. */
class ToolCallPiecesTest {

  @Test
  void argumentsInPieces() throws Exception {
    assertEquals(
        "c1:f({\"a\":1})",
        read(
            delta(call(0, "c1", "f", "")),
            delta(call(0, null, null, "{\\\"a\\\"")),
            delta(call(0, null, null, ":1}"))));
  }

  @Test
  void severalAtOnceTheirPiecesMixed() throws Exception {
    assertEquals(
        "c1:f({}) c2:g({})",
        read(
            delta(call(0, "c1", "f", "{") + "," + call(1, "c2", "g", "{")),
            delta(call(1, null, null, "}")),
            delta(call(0, null, null, "}"))));
  }

  @Test
  void severalOfOneIndexAsGeminiSendsThem() throws Exception {
    assertEquals(
        "c1:f({}) c2:f({})",
        read(delta(call(0, "c1", "f", "{}")), delta(call(0, "c2", "f", "{}"))));
  }

  @Test
  void theNameAndIdWithEachPiece() throws Exception {
    assertEquals("c1:f({})", read(delta(call(0, "c1", "f", "{")), delta(call(0, "c1", "f", "}"))));
  }

  /** Gemini 3 refuses the results of calls that come back without it. */
  @Test
  void whatTheServerWantsBackIsKept() throws Exception {
    String extra = "{\"google\":{\"thought_signature\":\"a+b/c==\"}}";
    ToolCall call =
        parse(
                choice(
                    "\"delta\":{\"tool_calls\":[{\"extra_content\":"
                        + extra
                        + ",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"},\"id\":\"c1\"}]}"))
            .calls()
            .get(0);
    assertEquals(new ToolCall("c1", "f", "{}", extra), call);
    Prompt prompt =
        new Prompt(
            "model",
            List.of(
                new Prompt.Turn(Prompt.Role.USER, "Hi"),
                Prompt.Turn.calling("", List.of(call), null),
                Prompt.Turn.result("c1", "done")),
            Parameters.NONE);
    String sent =
        new String(ChatRequest.body(prompt, RequestAdaptation.NONE), StandardCharsets.UTF_8);
    assertTrue(sent.contains("\"extra_content\":" + extra), sent);
  }

  @Test
  void withoutIdsEachGetsOne() throws Exception {
    List<ToolCall> calls =
        parse(delta(call(0, null, "f", "{}")), delta(call(1, null, "f", "{}"))).calls();
    assertEquals(2, calls.stream().map(ToolCall::id).distinct().count());
    assertTrue(calls.get(0).id().matches("[A-Za-z0-9]{9}"), calls.get(0)::id);
  }

  @Test
  void withoutIndexAndId() throws Exception {
    assertEquals(
        2,
        parse(delta(call(null, null, "f", "{}")), delta(call(null, null, "f", "{}")))
            .calls()
            .size());
  }

  @Test
  void oneIdOfTwoIsNoIdOfTheSecond() throws Exception {
    List<ToolCall> calls =
        parse(delta(call(0, "x", "f", "{}")), delta(call(1, "x", "g", "{}"))).calls();
    assertEquals(2, calls.stream().map(ToolCall::id).distinct().count());
  }

  @Test
  void anIdThatIsNoneOfOurs() throws Exception {
    String id = parse(delta(call(0, "a/b c", "f", "{}"))).calls().get(0).id();
    assertTrue(id.matches("[A-Za-z0-9]{9}"), id);
  }

  @Test
  void theLegacyFunctionCall() throws Exception {
    List<ToolCall> calls =
        parse(
                choice("\"delta\":{\"function_call\":{\"name\":\"f\",\"arguments\":\"{\"}}"),
                choice("\"delta\":{\"function_call\":{\"arguments\":\"}\"}}"))
            .calls();
    assertEquals("f({})", calls.get(0).name() + "(" + calls.get(0).arguments() + ")");
  }

  @Test
  void argumentsThatAreAnObject() throws Exception {
    assertEquals(
        "c1:f({\"a\":[1,{}]})",
        read(
            choice(
                "\"delta\":{\"tool_calls\":[{\"id\":\"c1\",\"function\":"
                    + "{\"name\":\"f\",\"arguments\":{\"a\":[1,{}]}}}]}")));
  }

  /** Whole, each with its text in one chunk, as Groq and Mistral send them. */
  @Test
  void textAndSeveralCallsInOneChunk() throws Exception {
    assertEquals(
        "c1:f({}) c2:g({\"a\":1})",
        read(
            choice(
                "\"delta\":{\"content\":\"Let me see\",\"tool_calls\":["
                    + call(0, "c1", "f", "{}")
                    + ","
                    + call(1, "c2", "g", "{\\\"a\\\":1}")
                    + "]},\"finish_reason\":\"tool_calls\"")));
  }

  /** Ollama before 0.5: all of index 0, each with an id. */
  @Test
  void severalOfOneIndexInOneChunk() throws Exception {
    assertEquals(
        "c1:f({}) c2:f({})",
        read(delta(call(0, "c1", "f", "{}") + "," + call(0, "c2", "f", "{}"))));
  }

  /** Gateways that know of no index: the first piece has id and name, the others nothing. */
  @Test
  void piecesWithoutIndexContinueTheLastCall() throws Exception {
    assertEquals(
        "c1:f({}) c2:g({})",
        read(
            delta(call(null, "c1", "f", "{")),
            delta(call(null, null, null, "}")),
            delta(call(null, "c2", "g", "{")),
            delta(call(null, null, null, "}"))));
  }

  /** vLLM repeats an empty name, and null for an id, with each piece. */
  @Test
  void emptyNamesAndNullIdsSayNothing() throws Exception {
    assertEquals(
        "c1:f({})",
        read(
            delta(call(0, "c1", "f", "{")),
            choice(
                "\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":null,\"type\":null,\"function\":"
                    + "{\"name\":\"\",\"arguments\":\"}\"}}]}")));
  }

  @Test
  void noArgumentsAtAllAndNull() throws Exception {
    assertEquals(
        "c1:f() c2:g()",
        read(
            choice(
                "\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"function\":{\"name\":\"f\"}},"
                    + "{\"index\":1,\"id\":\"c2\",\"function\":{\"name\":\"g\",\"arguments\":null}}]}")));
  }

  /** "tool_calls":null with each chunk of text, and an empty list with the last. */
  @Test
  void nullAndEmptyListsAreNoCalls() throws Exception {
    assertEquals(
        "",
        read(
            choice("\"delta\":{\"content\":\"Hi\",\"tool_calls\":null}"),
            choice("\"delta\":{\"tool_calls\":[]},\"finish_reason\":\"stop\"")));
  }

  @Test
  void aWholeMessageThatRepeatsThemAddsNothing() throws Exception {
    assertEquals(
        "c1:f({})",
        read(
            delta(call(0, "c1", "f", "{}")),
            choice("\"message\":{\"tool_calls\":[" + call(0, "c1", "f", "{}") + "]}")));
  }

  @Test
  void anotherChoiceIsNone() throws Exception {
    assertEquals(
        "c1:f({})",
        read(
            delta(call(0, "c1", "f", "{}")),
            "{\"choices\":[{\"index\":1,\"delta\":{\"tool_calls\":["
                + call(0, "c9", "g", "{}")
                + "]}}]}"));
  }

  private static String read(String... chunks) throws Exception {
    return parse(chunks).calls().stream()
        .map(call -> call.id() + ":" + call.name() + "(" + call.arguments() + ")")
        .collect(Collectors.joining(" "));
  }

  private static ToolCallPieces parse(String... chunks) throws Exception {
    Chunks into = new Chunks();
    for (String chunk : chunks) {
      byte[] bytes = chunk.getBytes(StandardCharsets.UTF_8);
      ChunkParser.parse(bytes, 0, bytes.length, into);
    }
    return into.toolCalls;
  }

  private static String delta(String calls) {
    return choice("\"delta\":{\"tool_calls\":[" + calls + "]}");
  }

  private static String choice(String members) {
    return "{\"choices\":[{\"index\":0," + members + "}]}";
  }

  private static String call(Integer index, String id, String name, String arguments) {
    return "{"
        + (index == null ? "" : "\"index\":" + index + ",")
        + (id == null ? "" : "\"id\":\"" + id + "\",")
        + "\"function\":{"
        + (name == null ? "" : "\"name\":\"" + name + "\",")
        + "\"arguments\":\""
        + arguments
        + "\"}}";
  }
}
