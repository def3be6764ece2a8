package chat.suda.conversation.imports;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;

/**
 * A conversation to be imported.
 *
 * @param key its id there, with the name of the system
 * @param title, model, systemPrompt, createdAt, updatedAt or {@code null}
 * @param activeKey the last message of the displayed branch, or {@code null}
 * @param tools the names of those offered to its model, or {@code null} for all
 * @param messages each after its parent
 */
public record ImportedConversation(
    String key,
    String title,
    String model,
    String systemPrompt,
    Map<String, Object> parameters,
    Instant createdAt,
    Instant updatedAt,
    String activeKey,
    List<String> tools,
    List<ImportedMessage> messages) {

  /** The prefix of keys of Suda's own exports; the conversation's id follows. */
  public static final String SUDA = "suda:";

  private static final Comparator<Ordered> OLDEST_FIRST =
      Comparator.comparing(Ordered::time).thenComparing(Ordered::number);

  /**
   * Sorts messages of any tree: oldest first, but none before its parent. A child of an omitted
   * message becomes a child of that message's parent; a cycle is cut.
   *
   * @param parents of all messages there, including omitted ones
   */
  static List<ImportedMessage> ordered(
      List<ImportedMessage> messages, Map<String, String> parents) {
    Map<String, ImportedMessage> kept = new LinkedHashMap<>();
    messages.forEach(message -> kept.putIfAbsent(message.key(), message));
    Map<String, List<Ordered>> children = new LinkedHashMap<>();
    Queue<Ordered> next = new PriorityQueue<>(OLDEST_FIRST);
    Map<String, String> found = new HashMap<>();
    int number = 0;
    for (ImportedMessage message : kept.values()) {
      String parent = keptParent(message, kept, parents, found);
      Ordered one = new Ordered(message.under(parent), number++);
      if (parent == null) {
        next.add(one);
      } else {
        children.computeIfAbsent(parent, key -> new ArrayList<>()).add(one);
      }
    }
    List<ImportedMessage> ordered = new ArrayList<>();
    Set<String> placed = new HashSet<>();
    place(next, children, placed, ordered);
    for (ImportedMessage message : kept.values()) {
      if (!placed.contains(message.key())) {
        next.add(new Ordered(message.under(null), number++));
        place(next, children, placed, ordered);
      }
    }
    return ordered;
  }

  private static void place(
      Queue<Ordered> next,
      Map<String, List<Ordered>> children,
      Set<String> placed,
      List<ImportedMessage> ordered) {
    while (!next.isEmpty()) {
      ImportedMessage message = next.remove().message;
      if (placed.add(message.key())) {
        ordered.add(message);
        next.addAll(children.getOrDefault(message.key(), List.of()));
      }
    }
  }

  /** A message and its index in the export, which decides if times are equal or missing. */
  private record Ordered(ImportedMessage message, int number) {

    Instant time() {
      return message.createdAt() == null ? Instant.MIN : message.createdAt();
    }
  }

  /**
   * @param found caches the results for omitted messages, so that each is visited once
   */
  private static String keptParent(
      ImportedMessage message,
      Map<String, ImportedMessage> kept,
      Map<String, String> parents,
      Map<String, String> found) {
    Set<String> walked = new HashSet<>();
    String parent = message.parentKey();
    while (parent != null && !kept.containsKey(parent)) {
      if (found.containsKey(parent)) {
        parent = found.get(parent);
        break;
      }
      // In a cycle there is none.
      parent = walked.add(parent) ? parents.get(parent) : null;
    }
    for (String leftOut : walked) {
      found.put(leftOut, parent);
    }
    return parent;
  }
}
