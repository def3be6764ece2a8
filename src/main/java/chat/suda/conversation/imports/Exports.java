package chat.suda.conversation.imports;

import static chat.suda.conversation.imports.JsonValues.list;
import static chat.suda.conversation.imports.JsonValues.map;
import static chat.suda.conversation.imports.JsonValues.text;
import static chat.suda.conversation.imports.JsonValues.time;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The export formats of each system. */
final class Exports {

  /** LibreChat's parent id of a first message. */
  private static final String NO_PARENT = "00000000-0000-0000-0000-000000000000";

  /** The reasoning that Open WebUI stores before an answer's text, as a quotation. */
  private static final Pattern THOUGHT =
      Pattern.compile(
          "^\\s*<details type=\"reasoning\"[^>]*>\\s*(?:<summary>[^<]*</summary>)?(.*?)</details>\\s*",
          Pattern.DOTALL);

  private static final Pattern QUOTE = Pattern.compile("^> ?", Pattern.MULTILINE);

  /** Reasoning as the model wrote it, and the text after it. */
  private static final Pattern TAGGED =
      Pattern.compile("\\s*<think>(.*?)</think>\\s*(\\S.*)", Pattern.DOTALL);

  private Exports() {}

  /** Parses a conversation, or returns empty if its format is unknown. */
  static Optional<ImportedConversation> conversation(Map<?, ?> json) {
    if (json.get("mapping") instanceof Map<?, ?> mapping) {
      return chatGpt(json, mapping);
    }
    if (json.get("conversation") instanceof Map<?, ?> conversation
        && json.get("messages") instanceof List<?>) {
      return suda(conversation, list(json, "messages"));
    }
    if (json.get("chat") instanceof Map<?, ?> chat && chat.get("history") instanceof Map<?, ?>) {
      return openWebUi(json, chat);
    }
    if (text(json, "conversationId") != null) {
      return libreChatMessages(json).flatMap(messages -> libreChat(json, messages));
    }
    return Optional.empty();
  }

  private static Optional<ImportedConversation> chatGpt(Map<?, ?> json, Map<?, ?> mapping) {
    Tree tree = new Tree(false);
    for (Map.Entry<?, ?> entry : mapping.entrySet()) {
      Map<?, ?> node = map(entry.getValue());
      Map<?, ?> message = map(node, "message");
      String role = text(map(message, "author"), "role");
      String key = String.valueOf(entry.getKey());
      tree.add(
          key,
          text(node, "parent"),
          role,
          chatGptText(map(message, "content")),
          null,
          text(map(message, "metadata"), "model_slug"),
          message);
    }
    String id = text(json, "conversation_id");
    return tree.conversation(
        "chatgpt",
        id == null ? text(json, "id") : id,
        text(json, "title"),
        text(json, "default_model_slug"),
        null,
        json,
        "create_time",
        "update_time",
        text(json, "current_node"));
  }

  /** The text parts; a picture is replaced by a note. */
  private static String chatGptText(Map<?, ?> content) {
    StringBuilder all = new StringBuilder();
    for (Object part : list(content, "parts")) {
      String text = part instanceof String plain ? plain : text(map(part), "text");
      if (text != null && !text.isEmpty()) {
        all.append(all.isEmpty() ? "" : "\n\n").append(text);
      }
    }
    String type = text(content, "content_type");
    if (all.isEmpty() && "text".equals(type) && text(content, "text") != null) {
      return text(content, "text");
    }
    return "thoughts".equals(type) || "reasoning_recap".equals(type) ? "" : all.toString();
  }

  private static Optional<ImportedConversation> openWebUi(Map<?, ?> json, Map<?, ?> chat) {
    Tree tree = new Tree(false);
    Map<?, ?> history = map(chat, "history");
    for (Object value : map(history, "messages").values()) {
      Map<?, ?> message = map(value);
      String content = text(message, "content");
      Matcher thought = THOUGHT.matcher(content == null ? "" : content);
      boolean found = thought.find();
      tree.add(
          text(message, "id"),
          text(message, "parentId"),
          text(message, "role"),
          found ? thought.replaceFirst("") : content,
          found ? QUOTE.matcher(unescaped(thought.group(1))).replaceAll("").strip() : null,
          text(message, "model"),
          message);
    }
    String model =
        list(chat, "models").stream()
            .filter(String.class::isInstance)
            .map(String.class::cast)
            .findFirst()
            .orElse(null);
    return tree.conversation(
        "openwebui",
        text(json, "id") == null ? text(chat, "id") : text(json, "id"),
        text(json, "title") == null ? text(chat, "title") : text(json, "title"),
        model,
        text(map(chat, "params"), "system"),
        json,
        "created_at",
        "updated_at",
        text(history, "currentId"));
  }

  /** Reverses Python's {@code html.escape}. */
  private static String unescaped(String html) {
    return html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&amp;", "&");
  }

  /** A list, a single message, or with the option "recursive" the first messages of a tree. */
  private static Optional<List<?>> libreChatMessages(Map<?, ?> json) {
    Object messages =
        json.get("messages") == null ? json.get("messagesTree") : json.get("messages");
    if (messages instanceof Map<?, ?> single) {
      return Optional.of(List.of(single));
    }
    return messages instanceof List<?> several ? Optional.of(several) : Optional.empty();
  }

  private static Optional<ImportedConversation> libreChat(Map<?, ?> json, List<?> messages) {
    Tree tree = new Tree(false);
    List<Object> next = new ArrayList<>(messages);
    for (int i = 0; i < next.size(); i++) {
      Map<?, ?> message = map(next.get(i));
      // An export with branches contains the tree.
      next.addAll(list(message, "children"));
      boolean asked =
          Boolean.TRUE.equals(message.get("isCreatedByUser"))
              || "user".equalsIgnoreCase(text(message, "sender"));
      String parent = text(message, "parentMessageId");
      tree.add(
          text(message, "messageId"),
          NO_PARENT.equals(parent) ? null : parent,
          asked ? "user" : "assistant",
          libreChatText(message),
          libreChatReasoning(message),
          asked ? null : text(message, "model"),
          message);
    }
    Map<?, ?> options = map(json, "options");
    return tree.conversation(
        "librechat",
        text(json, "conversationId"),
        text(json, "title"),
        text(options, "model"),
        text(options, "promptPrefix"),
        json,
        "createdAt",
        "updatedAt",
        null);
  }

  private static String libreChatText(Map<?, ?> message) {
    String text = text(message, "text");
    if (text != null) {
      return text;
    }
    StringBuilder all = new StringBuilder();
    for (Object value : list(message, "content")) {
      Map<?, ?> part = map(value);
      String piece =
          part.get("text") instanceof Map<?, ?>
              ? text(map(part, "text"), "value")
              : text(part, "text");
      all.append(piece == null ? "" : piece);
    }
    return all.toString();
  }

  private static String libreChatReasoning(Map<?, ?> message) {
    return list(message, "content").stream()
        .map(part -> text(map(part), "think"))
        .filter(Objects::nonNull)
        .collect(Collectors.joining("\n\n"));
  }

  private static Optional<ImportedConversation> suda(Map<?, ?> conversation, List<?> messages) {
    Tree tree = new Tree(true);
    for (Object value : messages) {
      Map<?, ?> message = map(value);
      String content = text(message, "content");
      tree.add(
          text(message, "id"),
          text(message, "parentId"),
          text(message, "role"),
          content,
          text(message, "reasoning"),
          text(message, "model"),
          message);
    }
    return tree.conversation(
        "suda",
        text(conversation, "id"),
        text(conversation, "title"),
        text(conversation, "model"),
        text(conversation, "systemPrompt"),
        conversation,
        "createdAt",
        "updatedAt",
        text(conversation, "activeMessageId"));
  }

  /** Collects a conversation's messages. */
  private static final class Tree {

    /** Whether it is of Suda's own. */
    private final boolean own;

    private final List<ImportedMessage> messages = new ArrayList<>();
    private final Map<String, String> parents = new LinkedHashMap<>();

    Tree(boolean own) {
      this.own = own;
    }

    /**
     * @param key, content, reasoning, model or {@code null}
     */
    void add(
        String key,
        String parent,
        String role,
        String content,
        String reasoning,
        String model,
        Map<?, ?> json) {
      if (key == null) {
        return;
      }
      parents.putIfAbsent(key, parent);
      boolean asked = "user".equals(role);
      if (!own && !asked && content != null && reasoning == null) {
        Matcher tagged = TAGGED.matcher(content);
        if (tagged.matches()) {
          add(key, parent, role, tagged.group(2), tagged.group(1), model, json);
          return;
        }
      }
      List<ImportedMessage.File> files = new ArrayList<>();
      for (Object value : list(json, "attachments")) {
        Map<?, ?> file = map(value);
        if (text(file, "id") != null) {
          files.add(new ImportedMessage.File(text(file, "id"), text(file, "name")));
        }
      }
      boolean empty =
          (content == null || content.isBlank())
              && files.isEmpty()
              && !(own && !list(json, "tools").isEmpty());
      if (!asked && !"assistant".equals(role) || empty) {
        return;
      }
      messages.add(
          new ImportedMessage(
              key,
              parent,
              asked,
              content == null ? "" : content,
              reasoning == null || reasoning.isBlank() ? null : reasoning,
              asked ? null : model,
              made(json),
              files,
              own ? json : Map.of()));
    }

    private static List<String> names(List<?> values) {
      return values.stream().filter(String.class::isInstance).map(String.class::cast).toList();
    }

    private static Instant made(Map<?, ?> json) {
      for (String name : List.of("create_time", "timestamp", "createdAt")) {
        if (time(json, name) != null) {
          return time(json, name);
        }
      }
      return null;
    }

    private Stream<Instant> times() {
      return messages.stream().map(ImportedMessage::createdAt).filter(Objects::nonNull);
    }

    /** Some exports have times only on messages. */
    private static Instant timeOr(Map<?, ?> json, String name, Optional<Instant> ofMessages) {
      Instant time = time(json, name);
      return time == null ? ofMessages.orElse(null) : time;
    }

    Optional<ImportedConversation> conversation(
        String system,
        String id,
        String title,
        String model,
        String systemPrompt,
        Map<?, ?> json,
        String created,
        String updated,
        String active) {
      List<ImportedMessage> ordered = ImportedConversation.ordered(messages, parents);
      Set<String> kept = ordered.stream().map(ImportedMessage::key).collect(Collectors.toSet());
      String last = active;
      while (last != null && !kept.contains(last)) {
        // If the displayed message is omitted, its nearest ancestor that is not.
        String before = parents.remove(last);
        last = before;
      }
      String key = id == null ? String.valueOf(json.hashCode()) : id;
      Map<String, Object> parameters = new LinkedHashMap<>();
      map(json, "parameters").forEach((name, value) -> parameters.put(String.valueOf(name), value));
      return Optional.of(
          new ImportedConversation(
              system + ':' + key,
              title,
              model,
              systemPrompt,
              parameters,
              timeOr(json, created, times().min(Comparator.naturalOrder())),
              timeOr(json, updated, times().max(Comparator.naturalOrder())),
              last,
              own && json.get("tools") instanceof List<?> ? names(list(json, "tools")) : null,
              ordered));
    }
  }
}
