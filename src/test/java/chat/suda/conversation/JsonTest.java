package chat.suda.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.suda.provider.Parameters;
import chat.suda.provider.Usage;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class JsonTest {

  private static final Instant TIME = Instant.parse("2026-11-23T05:06:07.089123Z");

  @Test
  void aConversationHasAllItsMembers() {
    Parameters none = Parameters.NONE;
    assertEquals(
        "{\"id\":\"c\",\"title\":null,\"model\":null,\"systemPrompt\":null,\"parameters\":"
            + "{\"temperature\":null,\"maxTokens\":null,\"topP\":null,\"frequencyPenalty\":null,"
            + "\"presencePenalty\":null,\"reasoningEffort\":null},\"activeMessageId\":null,\"running\":false,"
            + "\"createdAt\":\"2026-11-23T05:06:07.089Z\",\"updatedAt\":\"1970-01-01T00:00:00.000Z\"}",
        new Conversation("c", null, null, null, none, null, null, false, TIME, Instant.EPOCH)
            .json());
  }

  @Test
  void aMessageHasAllItsMembersAndNoCursor() {
    assertEquals(
        "{\"id\":\"m\",\"conversationId\":\"c\",\"parentId\":null,\"role\":\"user\","
            + "\"content\":\"a\\nb\",\"reasoning\":null,\"attachments\":[],\"tools\":[],\"status\":\"complete\",\"model\":null,"
            + "\"finishReason\":null,\"usage\":null,\"error\":null,"
            + "\"createdAt\":\"2026-11-23T05:06:07.089Z\"}",
        message(Role.USER, Status.COMPLETE, null, null).json());
    String json =
        message(
                Role.ASSISTANT,
                Status.FAILED,
                new Usage(1, 2, 3),
                new MessageError("idle_timeout", "silence", true))
            .json();
    assertEquals(
        "\"usage\":{\"promptTokens\":1,\"completionTokens\":2,\"totalTokens\":3},"
            + "\"error\":{\"code\":\"idle_timeout\",\"message\":\"silence\",\"retryable\":true}",
        json.substring(json.indexOf("\"usage"), json.indexOf(",\"createdAt")));
  }

  private static Message message(Role role, Status status, Usage usage, MessageError error) {
    return new Message(
        "m", "o", "c", null, role, "a\nb", null, status, null, null, usage, error, TIME, "7-1");
  }
}
