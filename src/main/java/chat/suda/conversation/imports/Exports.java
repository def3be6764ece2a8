package chat.suda.conversation.imports;

import static chat.suda.conversation.imports.JsonValues.text;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The export formats of each system. */
final class Exports {

  private Exports() {}

  /** Parses a conversation, or returns empty if its format is unknown. */
  static Optional<ImportedConversation> conversation(Map<?, ?> json) {
    if (json.get("mapping") instanceof Map<?, ?>) {
      return Optional.of(ChatGptExport.conversation(json));
    }
    if (json.get("conversation") instanceof Map<?, ?> && json.get("messages") instanceof List<?>) {
      return Optional.of(SudaExport.conversation(json));
    }
    if (json.get("chat") instanceof Map<?, ?> chat && chat.get("history") instanceof Map<?, ?>) {
      return Optional.of(OpenWebUiExport.conversation(json));
    }
    return text(json, "conversationId") == null
        ? Optional.empty()
        : LibreChatExport.conversation(json);
  }
}
