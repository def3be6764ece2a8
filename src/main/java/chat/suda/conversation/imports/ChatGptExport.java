package chat.suda.conversation.imports;

import static chat.suda.conversation.imports.JsonValues.list;
import static chat.suda.conversation.imports.JsonValues.map;
import static chat.suda.conversation.imports.JsonValues.text;
import static chat.suda.conversation.imports.JsonValues.time;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * ChatGPT's format. Its code interpreter's code and output become code blocks, its thoughts the
 * reasoning of the answer that follows them; calls of its other tools are omitted.
 */
final class ChatGptExport {

  /** Such as {@code file-service://file-abc} or {@code sediment://file_abc#…}. */
  private static final Pattern ASSET = Pattern.compile("[a-z-]+://([A-Za-z0-9_-]+).*");

  private static final String INTERPRETER = "python";

  /** Maximum number of omitted messages before an answer that are searched for thoughts. */
  private static final int MAX_STEPS = 50;

  private final Map<?, ?> mapping;
  private final ImportedTree tree = new ImportedTree();

  private ChatGptExport(Map<?, ?> mapping) {
    this.mapping = mapping;
  }

  /**
   * @param json with {@code mapping}, its messages by id
   */
  static ImportedConversation conversation(Map<?, ?> json) {
    ChatGptExport export = new ChatGptExport(map(json, "mapping"));
    export.mapping.forEach((key, node) -> export.add(String.valueOf(key), map(node)));
    String id = text(json, "conversation_id");
    return export.tree.conversation(
        new ImportedTree.Head(
            ImportedTree.Head.key("chatgpt", id == null ? text(json, "id") : id, json),
            text(json, "title"),
            text(json, "default_model_slug"),
            null,
            Map.of(),
            time(json, "create_time"),
            time(json, "update_time"),
            text(json, "current_node"),
            null));
  }

  private void add(String key, Map<?, ?> node) {
    Map<?, ?> message = map(node, "message");
    String role = text(map(message, "author"), "role");
    String parent = text(node, "parent");
    if ("user".equals(role)) {
      tree.add(
          new ImportedMessage(
              key,
              parent,
              true,
              shown(message),
              null,
              null,
              ImportedTree.timeOf(message),
              files(message),
              Map.of()));
    } else if ("assistant".equals(role) || isOutput(message)) {
      Reasoning answer = Reasoning.of(null, shown(message));
      tree.add(
          new ImportedMessage(
              key,
              parent,
              false,
              answer.content(),
              answer.reasoning() == null ? thoughtsBefore(node) : answer.reasoning(),
              text(map(message, "metadata"), "model_slug"),
              ImportedTree.timeOf(message),
              List.of(),
              Map.of()));
    } else {
      tree.omit(key, parent);
    }
  }

  private static boolean isKept(Map<?, ?> message) {
    String role = text(map(message, "author"), "role");
    return "user".equals(role)
        || ("assistant".equals(role) || isOutput(message)) && !shown(message).isEmpty();
  }

  private static String shown(Map<?, ?> message) {
    Map<?, ?> content = map(message, "content");
    String type = text(content, "content_type");
    if ("code".equals(type)) {
      return INTERPRETER.equals(text(message, "recipient"))
          ? fenced(INTERPRETER, text(content, "text"))
          : "";
    }
    if (isOutput(message)) {
      return fenced("", text(content, "text"));
    }
    if ("thoughts".equals(type) || "reasoning_recap".equals(type)) {
      return "";
    }
    String parts =
        list(content, "parts").stream()
            .map(part -> part instanceof String plain ? plain : text(map(part), "text"))
            .filter(text -> text != null && !text.isEmpty())
            .collect(Collectors.joining("\n\n"));
    String alone = "text".equals(type) ? text(content, "text") : null;
    return parts.isEmpty() && alone != null ? alone : parts;
  }

  private static boolean isOutput(Map<?, ?> message) {
    return "execution_output".equals(text(map(message, "content"), "content_type"))
        && INTERPRETER.equals(text(map(message, "author"), "name"));
  }

  /** A fenced code block (CommonMark); its fence is longer than any within. */
  private static String fenced(String language, String code) {
    if (code == null) {
      return "";
    }
    String fence = "```";
    while (code.contains(fence)) {
      fence += "`";
    }
    return fence + language + '\n' + code.stripTrailing() + '\n' + fence;
  }

  /** The thoughts between an answer and what is shown before it, or {@code null}. */
  private String thoughtsBefore(Map<?, ?> node) {
    List<String> thoughts = new ArrayList<>();
    Map<?, ?> before = node;
    for (int i = 0; i < MAX_STEPS; i++) {
      before = map(mapping.get(text(before, "parent")));
      Map<?, ?> message = map(before, "message");
      if (message.isEmpty() || isKept(message)) {
        break;
      }
      List<String> some = new ArrayList<>();
      for (Object thought : list(map(message, "content"), "thoughts")) {
        String text = text(map(thought), "content");
        some.add(text == null ? text(map(thought), "summary") : text);
      }
      some.removeIf(text -> text == null);
      thoughts.addAll(0, some);
    }
    return thoughts.isEmpty() ? null : String.join("\n\n", thoughts);
  }

  /** The pictures and other files of a question; of a ZIP, they lie beside the conversations. */
  private static List<ImportedMessage.File> files(Map<?, ?> message) {
    Map<String, String> names = new LinkedHashMap<>();
    for (Object value : list(map(message, "metadata"), "attachments")) {
      Map<?, ?> file = map(value);
      if (text(file, "id") != null) {
        names.put(text(file, "id"), text(file, "name"));
      }
    }
    for (Object part : list(map(message, "content"), "parts")) {
      String pointer = text(map(part), "asset_pointer");
      Matcher asset = ASSET.matcher(pointer == null ? "" : pointer);
      if (asset.matches()) {
        names.putIfAbsent(asset.group(1), null);
      }
    }
    return names.entrySet().stream()
        .map(file -> ImportedMessage.File.beside(file.getKey(), file.getValue()))
        .toList();
  }
}
