package chat.suda.provider.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

  @Test
  void withoutIdsEachGetsOne() throws Exception {
    List<ToolCall> calls =
        parse(delta(call(0, null, "f", "{}")), delta(call(1, null, "f", "{}"))).calls();
    assertEquals(2, calls.stream().map(ToolCall::id).distinct().count());
    assertTrue(calls.get(0).id().startsWith("call_"));
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
    assertTrue(parse(delta(call(0, "a/b c", "f", "{}"))).calls().get(0).id().startsWith("call_"));
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
