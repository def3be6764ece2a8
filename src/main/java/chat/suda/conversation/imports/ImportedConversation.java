package chat.suda.conversation.imports;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A conversation from elsewhere.
 *
 * @param key what it is called there, with the name of the system
 * @param title, model, systemPrompt, createdAt, updatedAt or {@code null}
 * @param activeKey the last message of the branch that was shown, or {@code null}
 * @param tools the names of those that its model is offered, or {@code null} for all
 * @param messages each after the one that it follows
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

  /** What the keys of Suda's own begin with; the conversation's id follows. */
  public static final String SUDA = "suda:";

  /**
   * Puts messages in order, whatever their tree was: what follows a message that is left out
   * follows the one before it; what leads in a circle begins anew.
   *
   * @param parents of all messages there, those left out too
   */
  static List<ImportedMessage> ordered(
      List<ImportedMessage> messages, Map<String, String> parents) {
    Map<String, ImportedMessage> kept = new LinkedHashMap<>();
    messages.forEach(message -> kept.putIfAbsent(message.key(), message));
    Map<String, List<ImportedMessage>> children = new LinkedHashMap<>();
    Deque<ImportedMessage> next = new ArrayDeque<>();
    Map<String, String> found = new HashMap<>();
    for (ImportedMessage message : kept.values()) {
      String parent = keptParent(message, kept, parents, found);
      if (parent == null) {
        next.addLast(message.under(null));
      } else {
        children.computeIfAbsent(parent, key -> new ArrayList<>()).add(message.under(parent));
      }
    }
    List<ImportedMessage> ordered = new ArrayList<>();
    Set<String> placed = new HashSet<>();
    place(next, children, placed, ordered);
    for (ImportedMessage message : kept.values()) {
      if (!placed.contains(message.key())) {
        next.add(message.under(null));
        place(next, children, placed, ordered);
      }
    }
    return ordered;
  }

  private static void place(
      Deque<ImportedMessage> next,
      Map<String, List<ImportedMessage>> children,
      Set<String> placed,
      List<ImportedMessage> ordered) {
    while (!next.isEmpty()) {
      ImportedMessage message = next.removeFirst();
      if (placed.add(message.key())) {
        ordered.add(message);
        next.addAll(children.getOrDefault(message.key(), List.of()));
      }
    }
  }

  /**
   * @param found for those that are left out, what was found before: each is walked along once
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
      // In a circle there is none.
      parent = walked.add(parent) ? parents.get(parent) : null;
    }
    for (String leftOut : walked) {
      found.put(leftOut, parent);
    }
    return parent;
  }
}
