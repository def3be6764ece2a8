package chat.suda.provider.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoStreamTest {

  @Test
  void everyDataLineIsAJsonObjectUntilDone() throws Exception {
    List<String> data = data(stream(request("안녕하세요 \\\"따옴표\\\"", "")));
    for (String json : data.subList(0, data.size() - 1)) {
      RequestMembers chunk = RequestMembers.parse(json.getBytes(StandardCharsets.UTF_8));
      assertEquals("chat.completion.chunk", chunk.get("object", String.class));
      assertEquals("suda-demo", chunk.get("model", String.class));
    }
    assertEquals("[DONE]", data.get(data.size() - 1));
  }

  @Test
  void theRoleComesFirstAndTheFinishReasonLast() throws Exception {
    List<String> data = data(stream(request("hi", "")));
    assertTrue(data.get(0).contains("\"delta\":{\"role\":\"assistant\",\"content\":\"\"}"));
    String last = data.get(data.size() - 2);
    assertTrue(last.contains("\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\""), last);
    assertEquals(1, data.stream().filter(d -> d.contains("finish_reason\":\"")).count());
    assertFalse(String.join("", data).contains("usage"));
  }

  @Test
  void theContentsJoinedAreTheAnswer() throws Exception {
    DemoRequest request = request("What are you?", "");
    assertEquals(DemoAnswer.to(request.prompt()), contents(data(stream(request))));
  }

  @Test
  void theUsageComesInAChunkOfItsOwnAndAddsUp() throws Exception {
    DemoRequest request = request("hi", ",\"stream_options\":{\"include_usage\":true}");
    List<String> data = data(stream(request));
    String usage = data.get(data.size() - 2);
    int tokens = DemoTokens.of(DemoAnswer.to(request.prompt())).size();
    assertTrue(usage.contains("\"choices\":[]"), usage);
    assertTrue(
        usage.contains(
            "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":"
                + tokens
                + ",\"total_tokens\":"
                + (tokens + 1)
                + "}"),
        usage);
    assertEquals(tokens + 2, data.stream().filter(d -> d.endsWith("\"usage\":null}")).count());
  }

  @Test
  void maxTokensCutsTheAnswer() throws Exception {
    List<String> data = data(stream(request("hi", ",\"max_tokens\":3")));
    assertEquals("Hello! I", contents(data));
    assertTrue(data.get(data.size() - 2).contains("\"finish_reason\":\"length\""));
  }

  @Test
  void exactlyEnoughTokensAreNotACut() throws Exception {
    int tokens = DemoTokens.of(DemoAnswer.to(request("hi", "").prompt())).size();
    DemoRequest request = request("hi", ",\"max_completion_tokens\":" + tokens);
    assertEquals("stop", DemoCompletion.of(request.prompt()).finishReason());
  }

  @Test
  void aWholeAnswerIsOneObject() throws Exception {
    DemoCompletion completion = DemoCompletion.of(request("hi", "").prompt());
    byte[] json = DemoJson.completion(completion).getBytes(StandardCharsets.UTF_8);
    RequestMembers object = RequestMembers.parse(json);
    assertEquals("chat.completion", object.get("object", String.class));
    assertEquals("stop", object.objects("choices").get(0).get("finish_reason", String.class));
  }

  private static DemoRequest request(String question, String more) throws Exception {
    String json =
        "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\""
            + question
            + "\"}]"
            + more
            + "}";
    return DemoRequest.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String stream(DemoRequest request) {
    DemoStream stream = new DemoStream(DemoCompletion.of(request.prompt()), request.includeUsage());
    StringBuilder all = new StringBuilder();
    for (int step = 0; step < stream.steps(); step++) {
      all.append(stream.step(step));
    }
    return all.toString();
  }

  /** The events' data, each of which must be one line. */
  private static List<String> data(String stream) {
    List<String> data = new ArrayList<>();
    for (String event : stream.split("\n\n")) {
      assertTrue(event.startsWith("data: ") && !event.contains("\n"), event);
      data.add(event.substring("data: ".length()));
    }
    return data;
  }

  private static String contents(List<String> data) throws Exception {
    StringBuilder text = new StringBuilder();
    for (String json : data.subList(0, data.size() - 1)) {
      RequestMembers chunk = RequestMembers.parse(json.getBytes(StandardCharsets.UTF_8));
      for (RequestMembers choice : chunk.objects("choices")) {
        Object content = choice.get("delta", java.util.Map.class).get("content");
        text.append(content == null ? "" : content);
      }
    }
    return text.toString();
  }
}
