package chat.suda.conversation;

import chat.suda.database.SudaDatabase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds conversations by what is said in them. */
@ApplicationScoped
class Search {

  /**
   * Maximum number of texts that are verified by index. Frequent texts are found by the list
   * itself.
   */
  private static final int SOME = 900;

  private static final int AT_ONCE = 500;
  private static final int WALK = 64;

  @Inject @SudaDatabase EntityManager entities;

  @Inject SearchIndex index;

  /**
   * The owner's conversations that contain the text, the last changed first.
   *
   * @param text folded
   */
  List<ConversationRow> rows(String owner, String text, KeysetCursor from, int most) {
    // Other nodes may have extended the tail.
    index.touch(owner);
    List<Long> places = index.places(owner, text);
    return places.size() > SOME
        ? walk(owner, text, from, most)
        : verified(owner, text, places, from, most);
  }

  private List<ConversationRow> verified(
      String owner, String text, List<Long> places, KeysetCursor from, int most) {
    places.sort(null);
    // The tail is shared by all owners. In the index the position determines the owner; H2 uses an
    // index for a list or an equality, not for both.
    Set<String> ids =
        new HashSet<>(
            texts("t.owner = :owner and t.place = :place", text)
                .setParameter("owner", owner)
                .setParameter("place", IndexPosition.TAIL)
                .getResultList());
    for (int at = 0; at < places.size(); at += AT_ONCE) {
      List<Long> some = places.subList(at, Math.min(places.size(), at + AT_ONCE));
      ids.addAll(texts("t.place in :places", text).setParameter("places", some).getResultList());
    }
    if (ids.isEmpty()) {
      return List.of();
    }
    // A separate query: in a join H2 would read each text for each conversation.
    TypedQuery<ConversationRow> rows =
        entities.createQuery(
            "select c from ConversationRow c where c.owner = :owner and c.id in :ids and"
                + KeysetCursor.OLDER
                + KeysetCursor.ORDER,
            ConversationRow.class);
    return from.bind(rows)
        .setParameter("owner", owner)
        .setParameter("ids", ids)
        .setMaxResults(most)
        .getResultList();
  }

  /** The conversations of texts {@code t} that meet a condition and contain the text. */
  private TypedQuery<String> texts(String condition, String text) {
    return entities
        .createQuery(
            "select distinct t.conversationId from TextRow t where "
                + condition
                + " and t.folded like :pattern escape '!'",
            String.class)
        .setParameter("pattern", "%" + text.replaceAll("[!%_]", "!$0") + "%");
  }

  /** Down the list until enough are found. */
  private List<ConversationRow> walk(String owner, String text, KeysetCursor from, int most) {
    List<ConversationRow> found = new ArrayList<>();
    KeysetCursor at = from;
    List<ConversationRow> rows;
    do {
      rows = at.rows(entities, owner, WALK);
      Set<String> ids = with(text, rows);
      rows.stream().filter(row -> ids.contains(row.id)).forEach(found::add);
      at = rows.isEmpty() ? at : KeysetCursor.of(rows.get(rows.size() - 1));
    } while (found.size() < most && rows.size() == WALK);
    return found.subList(0, Math.min(most, found.size()));
  }

  private Set<String> with(String text, List<ConversationRow> rows) {
    if (rows.isEmpty()) {
      return Set.of();
    }
    return new HashSet<>(
        texts("t.conversationId in :ids", text)
            .setParameter("ids", rows.stream().map(row -> row.id).toList())
            .getResultList());
  }
}
