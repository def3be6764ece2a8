package chat.suda.generation;

import chat.suda.conversation.Message;
import chat.suda.stream.EventLog;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;

/** An answer's text, built from its events as a client builds it. */
final class AnswerText {

  private final String messageId;
  private final StringBuilder content;
  private final StringBuilder reasoning;

  AnswerText(Message stored) {
    messageId = stored.id();
    content = new StringBuilder(stored.content());
    reasoning = new StringBuilder(stored.reasoning() == null ? "" : stored.reasoning());
  }

  String content() {
    return content.toString();
  }

  String reasoning() {
    return reasoning.isEmpty() ? null : reasoning.toString();
  }

  /** Applies the event; returns whether it fits and the answer still runs. */
  boolean continuedBy(EventLog.Entry entry) {
    String data = entry.frame().data();
    if (!data.contains(messageId)) {
      return true;
    }
    JsonObject event;
    try (JsonReader reader = Json.createReader(new StringReader(data))) {
      event = reader.readObject();
    }
    return !messageId.equals(event.getString("messageId", null)) || takes(event);
  }

  private boolean takes(JsonObject event) {
    return switch (event.getString("type")) {
      case "text" -> joins(content, event);
      case "reasoning" -> joins(reasoning, event);
      case "restart" -> {
        content.setLength(0);
        reasoning.setLength(0);
        yield true;
      }
      case "done", "error" -> false;
      default -> true;
    };
  }

  private static boolean joins(StringBuilder text, JsonObject event) {
    boolean fits = event.getInt("offset") == text.length();
    text.append(event.getString("content"));
    return fits;
  }
}
