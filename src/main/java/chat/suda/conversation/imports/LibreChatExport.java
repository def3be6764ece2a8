package chat.suda.conversation.imports;

import static chat.suda.conversation.imports.JsonValues.list;
import static chat.suda.conversation.imports.JsonValues.map;
import static chat.suda.conversation.imports.JsonValues.text;
import static chat.suda.conversation.imports.JsonValues.time;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** LibreChat's format. */
final class LibreChatExport {

  /** The parent id of a first message. */
  private static final String NO_PARENT = "00000000-0000-0000-0000-000000000000";

  private LibreChatExport() {}

  static Optional<ImportedConversation> conversation(Map<?, ?> json) {
    return messages(json).map(messages -> conversation(json, messages));
  }

  /** A list, a single message, or with the option "recursive" the first messages of a tree. */
  private static Optional<List<?>> messages(Map<?, ?> json) {
    Object messages =
        json.get("messages") == null ? json.get("messagesTree") : json.get("messages");
    if (messages instanceof Map<?, ?> single) {
      return Optional.of(List.of(single));
    }
    return messages instanceof List<?> several ? Optional.of(several) : Optional.empty();
  }

  private static ImportedConversation conversation(Map<?, ?> json, List<?> messages) {
    ImportedTree tree = new ImportedTree();
    List<Object> next = new ArrayList<>(messages);
    for (int i = 0; i < next.size(); i++) {
      Map<?, ?> message = map(next.get(i));
      // An export with branches contains the tree.
      next.addAll(list(message, "children"));
      tree.add(message(message));
    }
    Map<?, ?> options = map(json, "options");
    return tree.conversation(
        new ImportedTree.Head(
            ImportedTree.Head.key("librechat", text(json, "conversationId"), json),
            text(json, "title"),
            text(options, "model"),
            text(options, "promptPrefix"),
            map(json, "parameters"),
            time(json, "createdAt"),
            time(json, "updatedAt"),
            null,
            null));
  }

  private static ImportedMessage message(Map<?, ?> message) {
    boolean asked =
        Boolean.TRUE.equals(message.get("isCreatedByUser"))
            || "user".equalsIgnoreCase(text(message, "sender"));
    String parent = text(message, "parentMessageId");
    Content content = new Content();
    list(message, "content").forEach(part -> content.add(map(part)));
    String whole = text(message, "text");
    // Calls stand between the parts of the text.
    boolean parts = whole == null || !content.calls.isEmpty() && !content.text.isEmpty();
    String text = parts ? content.text.toString() : whole;
    Reasoning answer =
        asked
            ? new Reasoning(null, text)
            : Reasoning.of(String.join("\n\n", content.thoughts), text);
    return new ImportedMessage(
        text(message, "messageId"),
        NO_PARENT.equals(parent) ? null : parent,
        asked,
        answer.content(),
        answer.reasoning(),
        asked ? null : text(message, "model"),
        ImportedTree.timeOf(message),
        List.of(),
        content.calls.isEmpty() ? Map.of() : Map.of("tools", content.calls));
  }

  /** The parts of a message: text, reasoning and calls of tools. */
  private static final class Content {

    private final StringBuilder text = new StringBuilder();
    private final List<String> thoughts = new ArrayList<>();
    private final List<Map<?, ?>> calls = new ArrayList<>();

    void add(Map<?, ?> part) {
      Map<?, ?> call = map(part, "tool_call");
      if (text(part, "think") != null) {
        thoughts.add(text(part, "think"));
      } else if (text(call, "name") != null) {
        calls.add(call(call));
      } else {
        // Either "text" or, in older versions, "text" of "value".
        String piece =
            part.get("text") instanceof Map<?, ?> old ? text(old, "value") : text(part, "text");
        text.append(piece == null ? "" : piece);
      }
    }

    private Map<?, ?> call(Map<?, ?> call) {
      String result = call.get("output") instanceof String output ? output : null;
      return ExportedCall.of(calls, text(call, "name"), text(call, "args"), result, text.length());
    }
  }
}
