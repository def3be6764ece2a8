package chat.suda.conversation.imports;

import static chat.suda.conversation.imports.JsonValues.list;
import static chat.suda.conversation.imports.JsonValues.map;
import static chat.suda.conversation.imports.JsonValues.text;
import static chat.suda.conversation.imports.JsonValues.time;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * ChatGPT's format. Its code interpreter's code and output become code blocks, its thoughts the
 * reasoning of the answer that follows them; calls of its other tools are omitted.
 */
final class ChatGptExport {

  /** Such as {@code file-service://file-abc} or {@code sediment://file_abc#…}. */
  private static final Pattern ASSET = Pattern.compile("[a-z-]{1,20}://([A-Za-z0-9_-]{1,64})");

  /** Of code; often it is "unknown". */
  private static final Pattern LANGUAGE = Pattern.compile("(?!unknown$)[A-Za-z0-9+#-]{1,20}");

  private static final Pattern BACKTICKS = Pattern.compile("`{3,}");
  private static final Set<String> INTERPRETERS = Set.of("python", "python_user_visible");

  /** Maximum number of omitted messages before an answer that are searched for thoughts. */
  private static final int MAX_STEPS = 50;

  private final Map<?, ?> mapping;

  /** The texts of the messages that are kept, by their keys. */
  private final Map<String, String> texts = new HashMap<>();

  /** The keys of messages whose thoughts belong to an answer already. */
  private final Set<String> taken = new HashSet<>();

  private final ImportedTree tree = new ImportedTree();

  private ChatGptExport(Map<?, ?> mapping) {
    this.mapping = mapping;
    mapping.forEach(
        (key, node) -> {
          Map<?, ?> message = map(map(node), "message");
          if (isAsked(message) || isAnswer(message)) {
            String text = content(message);
            if (isAsked(message) || !text.isBlank()) {
              texts.put(String.valueOf(key), text);
            }
          }
        });
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
    String parent = text(node, "parent");
    String text = texts.get(key);
    if (text == null) {
      tree.omit(key, parent);
    } else if (isAsked(message)) {
      tree.add(
          new ImportedMessage(
              key,
              parent,
              true,
              text,
              null,
              null,
              ImportedTree.timeOf(message),
              files(message),
              Map.of()));
    } else {
      Reasoning answer = Reasoning.of(thoughtsBefore(node), text);
      tree.add(
          new ImportedMessage(
              key,
              parent,
              false,
              answer.content(),
              answer.reasoning(),
              text(map(message, "metadata"), "model_slug"),
              ImportedTree.timeOf(message),
              List.of(),
              Map.of()));
    }
  }

  private static boolean isAsked(Map<?, ?> message) {
    return "user".equals(text(map(message, "author"), "role"));
  }

  /** Whether it is addressed to the reader, or of the code interpreter. */
  private static boolean isAnswer(Map<?, ?> message) {
    String recipient = text(message, "recipient");
    return isOutput(message)
        || "assistant".equals(text(map(message, "author"), "role"))
            && (recipient == null || recipient.equals("all") || isCode(message));
  }

  private static boolean isCode(Map<?, ?> message) {
    String recipient = text(message, "recipient");
    return recipient != null && INTERPRETERS.contains(recipient);
  }

  private static String content(Map<?, ?> message) {
    Map<?, ?> content = map(message, "content");
    String type = text(content, "content_type");
    if ("thoughts".equals(type) || "reasoning_recap".equals(type)) {
      return "";
    }
    String parts =
        list(content, "parts").stream()
            .map(part -> part instanceof String plain ? plain : text(map(part), "text"))
            .filter(text -> text != null && !text.isEmpty())
            .collect(Collectors.joining("\n\n"));
    String text = parts.isEmpty() ? text(content, "text") : parts;
    if (text == null) {
      return "";
    }
    if (isOutput(message)) {
      return fenced("", text);
    }
    if (isCode(message)) {
      return fenced("python", text);
    }
    return "code".equals(type) ? fenced(language(content), text) : text;
  }

  private static String language(Map<?, ?> content) {
    String language = text(content, "language");
    return language != null && LANGUAGE.matcher(language).matches() ? language : "";
  }

  private static boolean isOutput(Map<?, ?> message) {
    String author = text(map(message, "author"), "name");
    return author != null
        && INTERPRETERS.contains(author)
        && "execution_output".equals(text(map(message, "content"), "content_type"));
  }

  /** A fenced code block (CommonMark); its fence is longer than any within. */
  private static String fenced(String language, String code) {
    int longest =
        BACKTICKS.matcher(code).results().mapToInt(run -> run.end() - run.start()).max().orElse(2);
    String fence = "`".repeat(longest + 1);
    return fence + language + '\n' + code.stripTrailing() + '\n' + fence;
  }

  /**
   * The thoughts between an answer and what is shown before it, or {@code null}; of several answers
   * to the same thoughts the first one has them.
   */
  private String thoughtsBefore(Map<?, ?> node) {
    List<String> thoughts = new ArrayList<>();
    String key = text(node, "parent");
    for (int i = 0; i < MAX_STEPS && key != null && !texts.containsKey(key); i++) {
      Map<?, ?> before = map(mapping.get(key));
      List<String> some = new ArrayList<>();
      for (Object thought : list(map(map(before, "message"), "content"), "thoughts")) {
        String text = text(map(thought), "content");
        some.add(text == null ? text(map(thought), "summary") : text);
      }
      some.removeIf(Objects::isNull);
      if (!some.isEmpty() && taken.add(key)) {
        thoughts.addAll(0, some);
      }
      key = text(before, "parent");
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
      if (asset.lookingAt()) {
        names.putIfAbsent(asset.group(1), null);
      }
    }
    return names.entrySet().stream()
        .map(file -> ImportedMessage.File.beside(file.getKey(), file.getValue()))
        .toList();
  }
}
