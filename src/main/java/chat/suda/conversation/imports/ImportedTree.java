package chat.suda.conversation.imports;

import static chat.suda.conversation.imports.JsonValues.list;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Collects the messages of a conversation to be imported. */
final class ImportedTree {

  private final List<ImportedMessage> messages = new ArrayList<>();
  private final Map<String, String> parents = new LinkedHashMap<>();

  /** A node whose message is omitted: its children become children of its parent. */
  void omit(String key, String parent) {
    if (key != null) {
      parents.putIfAbsent(key, parent);
    }
  }

  /** A message; one without a key or any content is omitted. */
  void add(ImportedMessage message) {
    omit(message.key(), message.parentKey());
    boolean empty =
        message.content().isBlank()
            && message.files().isEmpty()
            && list(message.own(), "tools").isEmpty();
    if (message.key() != null && !empty) {
      messages.add(message);
    }
  }

  /**
   * The members of a conversation beside its messages.
   *
   * @param key with the name of the system; without an id there, made of the whole conversation
   * @param title, model, systemPrompt or {@code null}
   * @param createdAt, updatedAt or {@code null}: of the first and the last message
   * @param activeKey or {@code null}
   * @param tools or {@code null} for all
   */
  record Head(
      String key,
      String title,
      String model,
      String systemPrompt,
      Map<?, ?> parameters,
      Instant createdAt,
      Instant updatedAt,
      String activeKey,
      List<String> tools) {

    static String key(String system, String id, Map<?, ?> json) {
      return system + ':' + (id == null ? String.valueOf(json.hashCode()) : id);
    }
  }

  ImportedConversation conversation(Head head) {
    List<ImportedMessage> ordered = ImportedConversation.ordered(messages, parents);
    Set<String> kept = ordered.stream().map(ImportedMessage::key).collect(Collectors.toSet());
    String last = head.activeKey;
    while (last != null && !kept.contains(last)) {
      // If the displayed message is omitted, its nearest ancestor that is not.
      String before = parents.remove(last);
      last = before;
    }
    Map<String, Object> parameters = new LinkedHashMap<>();
    head.parameters.forEach((name, value) -> parameters.put(String.valueOf(name), value));
    return new ImportedConversation(
        head.key,
        head.title,
        head.model,
        head.systemPrompt,
        parameters,
        timeOr(head.createdAt, times().min(Comparator.naturalOrder())),
        timeOr(head.updatedAt, times().max(Comparator.naturalOrder())),
        last,
        head.tools,
        ordered);
  }

  private Stream<Instant> times() {
    return messages.stream().map(ImportedMessage::createdAt).filter(Objects::nonNull);
  }

  private static Instant timeOr(Instant time, Optional<Instant> ofMessages) {
    return time == null ? ofMessages.orElse(null) : time;
  }

  /** The time of a message, in any system's form, or {@code null}. */
  static Instant timeOf(Map<?, ?> message) {
    for (String name : List.of("create_time", "timestamp", "createdAt")) {
      if (time(message, name) != null) {
        return time(message, name);
      }
    }
    return null;
  }
}
