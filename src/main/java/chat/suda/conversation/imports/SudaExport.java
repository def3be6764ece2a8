package chat.suda.conversation.imports;

import static chat.suda.conversation.imports.JsonValues.list;
import static chat.suda.conversation.imports.JsonValues.map;
import static chat.suda.conversation.imports.JsonValues.text;
import static chat.suda.conversation.imports.JsonValues.time;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Suda's own format. */
final class SudaExport {

  private SudaExport() {}

  /**
   * @param json {@code conversation} and {@code messages}, as in the REST API
   */
  static ImportedConversation conversation(Map<?, ?> json) {
    ImportedTree tree = new ImportedTree();
    for (Object value : list(json, "messages")) {
      Map<?, ?> message = map(value);
      String key = text(message, "id");
      String parent = text(message, "parentId");
      String role = text(message, "role");
      if ("user".equals(role) || "assistant".equals(role)) {
        boolean asked = "user".equals(role);
        tree.add(
            new ImportedMessage(
                key,
                parent,
                asked,
                Objects.requireNonNullElse(text(message, "content"), ""),
                text(message, "reasoning"),
                asked ? null : text(message, "model"),
                ImportedTree.timeOf(message),
                files(message),
                message));
      } else {
        tree.omit(key, parent);
      }
    }
    Map<?, ?> conversation = map(json, "conversation");
    return tree.conversation(
        new ImportedTree.Head(
            ImportedTree.Head.key("suda", text(conversation, "id"), conversation),
            text(conversation, "title"),
            text(conversation, "model"),
            text(conversation, "systemPrompt"),
            map(conversation, "parameters"),
            time(conversation, "createdAt"),
            time(conversation, "updatedAt"),
            text(conversation, "activeMessageId"),
            conversation.get("tools") instanceof List<?> tools ? names(tools) : null));
  }

  private static List<ImportedMessage.File> files(Map<?, ?> message) {
    List<ImportedMessage.File> files = new ArrayList<>();
    for (Object value : list(message, "attachments")) {
      Map<?, ?> file = map(value);
      if (text(file, "id") != null) {
        files.add(ImportedMessage.File.beside(text(file, "id"), text(file, "name")));
      }
    }
    return files;
  }

  private static List<String> names(List<?> values) {
    return values.stream().filter(String.class::isInstance).map(String.class::cast).toList();
  }
}
