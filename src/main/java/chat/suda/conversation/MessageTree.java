package chat.suda.conversation;

import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The structure of a conversation's messages, without their texts. */
final class MessageTree {

  private record Node(String id, String parentId) {}

  /** Oldest first. */
  private final Map<String, Node> nodes = new LinkedHashMap<>();

  static MessageTree of(EntityManager entities, String conversationId) {
    MessageTree tree = new MessageTree();
    entities
        .createQuery(
            "select m.id, m.parentId from MessageRow m where m.conversationId = :id order by m.seq",
            Object[].class)
        .setParameter("id", conversationId)
        .getResultStream()
        .map(row -> new Node((String) row[0], (String) row[1]))
        .forEach(node -> tree.nodes.put(node.id(), node));
    return tree;
  }

  boolean contains(String id) {
    return nodes.containsKey(id);
  }

  /** From the root to that message. */
  List<String> branch(String id) {
    List<String> ids = new ArrayList<>();
    for (Node at = nodes.get(id); at != null; at = nodes.get(at.parentId())) {
      ids.add(at.id());
    }
    Collections.reverse(ids);
    return ids;
  }

  /** The end of the newest branch through that message. */
  String newestLeaf(String id) {
    String leaf = id;
    // Messages come after their parents, so one pass suffices.
    Map<String, String> newestChild = new LinkedHashMap<>();
    nodes.values().stream()
        .filter(node -> node.parentId() != null)
        .forEach(node -> newestChild.put(node.parentId(), node.id()));
    while (newestChild.containsKey(leaf)) {
      leaf = newestChild.get(leaf);
    }
    return leaf;
  }
}
