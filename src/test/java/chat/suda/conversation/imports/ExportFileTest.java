package chat.suda.conversation.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Malformed and unusual exports. */
class ExportFileTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{",
        "[null,1,\"x\",[],{}]",
        "{\"conversations\":[{}]}",
        "{\"chat\":{}}",
        "{\"messages\":[]}"
      })
  void isNoneWithoutAKnownConversation(String json) throws IOException {
    assertFalse(new ExportFile(file(json.getBytes(StandardCharsets.UTF_8))).summary().known());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"mapping\":{}}",
        "{\"mapping\":{\"a\":null,\"b\":7,\"c\":{\"message\":[]}}}",
        "[{\"mapping\":{\"a\":{\"message\":{\"author\":\"x\",\"content\":\"y\"}}}}]",
        "{\"conversationId\":\"c\",\"messages\":[null,{\"messageId\":{},\"children\":7}]}",
        "{\"chat\":{\"history\":{\"messages\":[]}}}",
        "{\"conversation\":{},\"messages\":[1,{\"id\":\"a\",\"role\":{}}]}"
      })
  void whatIsMissingInOneIsLeftOut(String json) throws IOException {
    assertEquals(0, only(json).messages().size());
  }

  @Test
  void aCircleBeginsAnewAndWhatFollowsOthersThatAreLeftOutFollowsTheOneBefore() throws IOException {
    ImportedConversation circle =
        only("{\"mapping\":{" + node("a", "b", "x") + "," + node("b", "a", "y") + "}}");
    assertEquals(2, circle.messages().size());
    assertNull(circle.messages().get(0).parentKey());

    StringBuilder chain = new StringBuilder("{\"mapping\":{" + node("n0", "", "first"));
    int length = 20_000;
    for (int i = 1; i < length; i++) {
      chain.append(',').append(node("n" + i, "n" + (i - 1), ""));
      chain.append(',').append(node("k" + i, "n" + i, "kept"));
    }
    chain.append("},\"current_node\":\"n").append(length - 1).append("\"}");
    ImportedConversation chained = only(chain.toString());
    assertEquals(length, chained.messages().size());
    assertTrue(
        chained.messages().stream().skip(1).allMatch(message -> "n0".equals(message.parentKey())));
    assertEquals("n0", chained.activeKey());
  }

  @Test
  void theOldestComesFirstButAfterWhatItFollows() throws IOException {
    ImportedConversation branches =
        only(
            "{\"conversation\":{},\"messages\":["
                + message("q1", null, "user", "00:00")
                + ","
                + message("q2", null, "user", "00:09")
                + ","
                + message("a2", "q2", "assistant", "00:10")
                + ","
                + message("a1", "q1", "assistant", "00:01")
                + ","
                + message("early", "a1", "user", "00:00")
                + "]}");
    assertEquals(
        List.of("q1", "a1", "early", "q2", "a2"),
        branches.messages().stream().map(ImportedMessage::key).toList());
  }

  /** An answer of Open WebUI's. */
  private ImportedMessage openWebUi(String content) throws IOException {
    return only("{\"chat\":{\"history\":{\"messages\":{\"a\":{\"id\":\"a\",\"role\":\"assistant\",\"content\":"
            + content
            + "}}}}}")
        .messages()
        .get(0);
  }

  @Test
  void reasoningIsToldFromTheAnswer() throws IOException {
    ImportedMessage webUi =
        openWebUi(
            "\"<details type=\\\"reasoning\\\" done=\\\"true\\\">\\n<summary>Thought</summary>\\n"
                + "&gt; it&#x27;s &lt;one&gt;\\n&gt; &amp;amp;\\n</details>\\nanswer\"");
    assertEquals("it's <one>\n&amp;", webUi.reasoning());
    assertEquals("answer", webUi.content());
    ImportedMessage tagged = openWebUi("\"<think>hm\\nso</think>\\n\\nanswer\"");
    assertEquals("hm\nso", tagged.reasoning());
    assertEquals("answer", tagged.content());
    ImportedMessage libreChat =
        only("{\"conversationId\":\"c\",\"messages\":[{\"messageId\":\"a\",\"content\":["
                + "{\"type\":\"think\",\"think\":\"hm\"},{\"type\":\"text\",\"text\":\"answer\"}]}]}")
            .messages()
            .get(0);
    assertEquals("hm", libreChat.reasoning());
    assertEquals("answer", libreChat.content());
  }

  @Test
  void chatGptsThoughtsCodeAndOutputAreKept() throws IOException {
    List<ImportedMessage> messages =
        only("{\"mapping\":{"
                + node("q", "", "user", "{\"parts\":[\"how many?\"]}")
                + node(
                    "t", "q", "assistant", typed("thoughts", "\"thoughts\":[{\"content\":\"hm\"}]"))
                + node(
                    "s",
                    "t",
                    "assistant\"},\"recipient\":\"web\"",
                    typed("code", "\"text\":\"search(1)\""))
                + node("r", "s", "tool", typed("text", "\"parts\":[\"found\"]"))
                + node(
                    "u", "r", "assistant", typed("thoughts", "\"thoughts\":[{\"summary\":\"so\"}]"))
                + node(
                    "c",
                    "u",
                    "assistant\"},\"recipient\":\"python\"",
                    typed("code", "\"text\":\"print(`7`)\""))
                + node(
                    "o",
                    "c",
                    "tool\",\"name\":\"python\"}",
                    typed("execution_output", "\"text\":\"7\\n```\""))
                + node("a", "o", "assistant", "{\"parts\":[\"seven\"]}").replaceFirst(",$", "")
                + "}}")
            .messages();
    assertEquals(
        List.of("how many?", "```python\nprint(`7`)\n```", "````\n7\n```\n````", "seven"),
        messages.stream().map(ImportedMessage::content).toList());
    assertEquals("hm\n\nso", messages.get(1).reasoning());
    assertNull(messages.get(3).reasoning());
  }

  /** Of ChatGPT, with a comma. */
  private static String node(String key, String parent, String role, String content) {
    String author = role.contains("}") ? role : role + "\"}";
    return "\"%s\":{\"parent\":\"%s\",\"message\":{\"author\":{\"role\":\"%s,\"content\":%s}},"
        .formatted(key, parent, author, content);
  }

  private static String typed(String type, String member) {
    return "{\"content_type\":\"%s\",%s}".formatted(type, member);
  }

  @Test
  void openWebUisCallsOfToolsAndCodeAreKept() throws IOException {
    ImportedMessage answer =
        openWebUi(
            "\"<details type=\\\"reasoning\\\" done=\\\"true\\\">\\n&gt; hm\\n</details>\\nlet me see\\n"
                + "<details type=\\\"tool_calls\\\" done=\\\"true\\\" id=\\\"c1\\\" name=\\\"f\\\""
                + " arguments=\\\"&quot;{\\\\&quot;a\\\\&quot;:1}&quot;\\\" result=\\\"&quot;r &lt;b&gt;&quot;\\\">\\n"
                + "<summary>Tool Executed</summary>\\n</details>\\n"
                + "<details type=\\\"code_interpreter\\\" done=\\\"true\\\">\\n<summary>Analyzed</summary>\\n"
                + "```python\\n1\\n```\\n</details>\\nseven\"");
    assertEquals("hm", answer.reasoning());
    assertEquals("let me see\n\n```python\n1\n```\n\nseven", answer.content());
    Map<?, ?> call = firstCall(answer);
    assertEquals("call-1", call.get("callId"));
    assertEquals("{\"a\":1}", call.get("arguments"));
    assertEquals("r <b>", call.get("result"));
    assertEquals(10.0, call.get("offset"));
  }

  @Test
  void openWebUisResultsMayBeTheContentOfACall() throws IOException {
    ImportedMessage answer =
        openWebUi(
            "\"<think>hm</think>one\\n\\n<details type=\\\"tool_calls\\\" done=\\\"true\\\" name=\\\"f g\\\">\\n"
                + "<summary>Tool Executed</summary>\\n&quot;r&quot;\\n</details>\\n    two\"");
    assertEquals("hm", answer.reasoning());
    assertEquals("one\n\n    two", answer.content());
    Map<?, ?> call = firstCall(answer);
    assertEquals("f_g", call.get("name"));
    assertEquals("r", call.get("result"));
    assertEquals("done", call.get("state"));
    assertEquals(3.0, call.get("offset"));
  }

  /** Each takes time or memory that grows with the square of its size, if read carelessly. */
  @Test
  void hostileTextsAreReadInTime() {
    int size = 1_000_000;
    String asset = "{\"parts\":[{\"asset_pointer\":\"a://" + "a".repeat(size) + "\\n\"}]}";
    String output = typed("execution_output", "\"text\":\"" + "`".repeat(size) + "\"");
    StringBuilder answers = new StringBuilder();
    String thought = typed("thoughts", "\"thoughts\":[{\"content\":\"" + "x".repeat(size) + "\"}]");
    for (int i = 0; i < 20_000; i++) {
      answers.append(node("a" + i, "t", "assistant", "{\"parts\":[\"y\"]}"));
    }
    String chatGpt =
        "{\"mapping\":{"
            + node("q", "", "user", asset)
            + node("o", "q", "tool\",\"name\":\"python\"}", output)
            + node("t", "q", "assistant", thought)
            + answers.toString().replaceFirst(",$", "")
            + "}}";
    String tag = "<details type=\\\"tool_calls\\\" ";
    List<String> webUi =
        List.of(
            tag + "a".repeat(size) + ">x</details>",
            (tag + ">").repeat(size / 40),
            tag + ">x</details>" + "\\n".repeat(size) + "after");
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          assertEquals(20_002, only(chatGpt).messages().size());
          for (String content : webUi) {
            openWebUi('"' + content + '"');
          }
        });
  }

  @Test
  void aTextThatIsTooLongIsCutAndWhatFollowsIsRead() throws IOException {
    String text = "\\u00e9\u00e9\\\"".repeat(1_200_000);
    ImportedConversation cut =
        only("{\"mapping\":{" + node("a", "", text) + "," + node("b", "a", "after") + "}}");
    assertEquals(2, cut.messages().size());
    assertEquals("after", cut.messages().get(1).content());
    String kept = cut.messages().get(0).content();
    assertTrue(kept.matches("(?:\u00e9\u00e9\")+\u00e9{0,2}"), kept.substring(kept.length() - 9));
  }

  @Test
  void libreChatsCallsOfToolsAreKept() throws IOException {
    ImportedMessage answer =
        only("{\"conversationId\":\"c\",\"messages\":[{\"messageId\":\"a\",\"content\":["
                + "{\"type\":\"text\",\"text\":\"let me see\"},{\"type\":\"tool_call\",\"tool_call\":"
                + "{\"id\":\"c1\",\"name\":\"f\",\"args\":\"{}\",\"output\":\"r\"}}]}]}")
            .messages()
            .get(0);
    Map<?, ?> call = firstCall(answer);
    assertEquals(
        "f {} r done",
        "%s %s %s %s"
            .formatted(
                call.get("name"), call.get("arguments"), call.get("result"), call.get("state")));
    assertEquals(10.0, call.get("offset"));
  }

  @Test
  void libreChatsTreeIsRead() throws IOException {
    String answers =
        "\"children\":[{\"messageId\":\"a1\",\"parentMessageId\":\"q\",\"text\":\"one\"},"
            + "{\"messageId\":\"a2\",\"parentMessageId\":\"q\",\"text\":\"two\"}]";
    String question =
        "{\"messageId\":\"q\",\"isCreatedByUser\":true,\"text\":\"which?\"," + answers + "}";
    for (String member :
        List.of("\"messagesTree\":[" + question + "]", "\"messages\":" + question)) {
      ImportedConversation tree =
          only("{\"conversationId\":\"c\",\"title\":\"t\",\"recursive\":true," + member + "}");
      assertEquals(
          List.of("which?", "one", "two"),
          tree.messages().stream().map(ImportedMessage::content).toList());
      assertEquals("q", tree.messages().get(2).parentKey());
    }
  }

  @Test
  void aZipThatSwellsIsNotReadToItsEnd() throws IOException {
    Path zip = folder.resolve("swells.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("conversations.json"));
      out.write('[');
      spaces(out, 300 << 20);
      out.write(("{\"mapping\":{" + node("a", "", "x") + "}}]").getBytes(StandardCharsets.UTF_8));
    }
    assertFalse(new ExportFile(zip).summary().known());
  }

  @Test
  void nestedTooDeeplyOrCutItIsReadSoFar() throws IOException {
    String good = "{\"mapping\":{" + node("a", "", "x") + "}}";
    ExportFile.Summary deep =
        new ExportFile(
                file(
                    ("[" + good + ",{\"mapping\":" + "{\"a\":".repeat(10_000))
                        .getBytes(StandardCharsets.UTF_8)))
            .summary();
    assertEquals(new ExportFile.Summary(true, 2), deep);
    ExportFile.Summary cut =
        new ExportFile(file(("[" + good + "," + good.substring(0, 30)).getBytes())).summary();
    assertEquals(new ExportFile.Summary(true, 2), cut);
  }

  private static Map<?, ?> firstCall(ImportedMessage answer) {
    return (Map<?, ?>) ((List<?>) answer.own().get("tools")).get(0);
  }

  private static void spaces(OutputStream out, int count) throws IOException {
    byte[] spaces = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
    for (int left = count; left > 0; left -= spaces.length) {
      out.write(spaces);
    }
  }

  private ImportedConversation only(String json) throws IOException {
    List<ImportedConversation> all = new ArrayList<>();
    new ExportFile(file(json.getBytes(StandardCharsets.UTF_8)))
        .forEach((conversation, name) -> conversation.ifPresent(all::add));
    assertEquals(1, all.size());
    return all.get(0);
  }

  /** Of Suda's own, at that minute and second. */
  private static String message(String id, String parent, String role, String time) {
    String quoted = parent == null ? "null" : '"' + parent + '"';
    return "{\"id\":\"%s\",\"parentId\":%s,\"role\":\"%s\",\"content\":\"x\",\"createdAt\":\"2026-01-01T00:%sZ\"}"
        .formatted(id, quoted, role, time);
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("export"), content);
  }

  /** Of ChatGPT; without a text it is left out. */
  private static String node(String key, String parent, String text) {
    return "\"%s\":{\"parent\":\"%s\",\"message\":{\"author\":{\"role\":\"user\"},\"content\":{\"parts\":[\"%s\"]}}}"
        .formatted(key, parent, text);
  }
}
