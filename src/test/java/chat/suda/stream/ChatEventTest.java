package chat.suda.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ChatEventTest {

  @Test
  void textIsJsonOnOneLineWhateverItHolds() {
    String content = " \"quoted\" \\ \n\r\t\u0000 \u2028 수다 😀 ";
    assertEquals(
        "{\"type\":\"text\",\"conversationId\":\"c\",\"messageId\":\"m\",\"offset\":7,"
            + "\"content\":\" \\\"quoted\\\" \\\\ \\n\\r\\t\\u0000 \u2028 수다 😀 \","
            + "\"metadata\":{\"model\":\"gpt\",\"finishReason\":null}}",
        new ChatEvent.Text("c", "m", 7, content, "gpt", null).json());
  }

  @Test
  void everyOtherTypeHasTheContractsMembers() {
    assertEquals(
        "{\"type\":\"start\",\"conversationId\":\"c\",\"messageId\":\"m\",\"model\":\"gpt\"}",
        new ChatEvent.Start("c", "m", "gpt").json());
    assertEquals(
        "{\"type\":\"reasoning\",\"conversationId\":\"c\",\"messageId\":\"m\",\"offset\":0,"
            + "\"content\":\"hm\"}",
        new ChatEvent.Reasoning("c", "m", 0, "hm").json());
    assertEquals(
        "{\"type\":\"restart\",\"conversationId\":\"c\",\"messageId\":\"m\","
            + "\"reason\":\"takeover\"}",
        new ChatEvent.Restart("c", "m", "takeover").json());
    assertEquals(
        "{\"type\":\"done\",\"conversationId\":\"c\",\"messageId\":\"m\","
            + "\"finishReason\":\"stop\",\"length\":3,\"usage\":null}",
        new ChatEvent.Done("c", "m", "stop", 3, null).json());
    assertEquals(
        "{\"type\":\"done\",\"conversationId\":\"c\",\"messageId\":\"m\","
            + "\"finishReason\":\"stop\",\"length\":3,"
            + "\"usage\":{\"promptTokens\":1,\"completionTokens\":2,\"totalTokens\":3}}",
        new ChatEvent.Done("c", "m", "stop", 3, new ChatEvent.Usage(1, 2, 3)).json());
    assertEquals(
        "{\"type\":\"error\",\"conversationId\":\"c\",\"messageId\":\"m\","
            + "\"error\":\"e\",\"code\":\"idle_timeout\",\"retryable\":true}",
        new ChatEvent.Error("c", "m", "e", "idle_timeout", true).json());
  }

  @Test
  void messagesAndConversationsAreHandedOnAsTheyAre() {
    assertEquals(
        "{\"type\":\"message\",\"conversationId\":\"c\",\"message\":{\"id\":\"m\"}}",
        new ChatEvent.Message("c", "{\"id\":\"m\"}").json());
    assertEquals(
        "{\"type\":\"conversation\",\"conversation\":{\"id\":\"c\"}}",
        new ChatEvent.Conversation("{\"id\":\"c\"}").json());
    assertEquals(
        "{\"type\":\"conversation\",\"conversationId\":\"c\",\"deleted\":true}",
        new ChatEvent.Deleted("c").json());
  }
}
