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
import java.util.TreeSet;

/** Finds conversations by what is said in them. */
@ApplicationScoped
class Search {

  /** Texts that are verified one by one. What stands in more is soon met in the list itself. */
  private static final int SOME = 900;

  private static final int AT_ONCE = 500;
  private static final int WALK = 64;

  @Inject @SudaDatabase EntityManager entities;

  @Inject SearchIndex index;

  /**
   * The owner's conversations with that text, the last changed first.
   *
   * @param text folded
   */
  List<ConversationRow> rows(String owner, String text, KeysetCursor from, int most) {
    // Tails grow also where nobody writes through this node.
    index.touch(owner);
    List<Long> places = index.places(owner, text);
    return places.size() > SOME
        ? walk(owner, text, from, most)
        : verified(owner, text, places, from, most);
  }

  private List<ConversationRow> verified(
      String owner, String text, List<Long> places, KeysetCursor from, int most) {
    places.sort(null);
    Set<KeysetCursor> found = new TreeSet<>(KeysetCursor.NEWEST_FIRST);
    verify(owner, text, List.of(IndexPosition.TAIL), from, found);
    for (int at = 0; at < places.size(); at += AT_ONCE) {
      List<Long> some = places.subList(at, Math.min(places.size(), at + AT_ONCE));
      verify(owner, text, some, from, found);
    }
    List<String> ids = found.stream().limit(most).map(KeysetCursor::id).toList();
    if (ids.isEmpty()) {
      return List.of();
    }
    return entities
        .createQuery(
            "select c from ConversationRow c where c.id in :ids" + KeysetCursor.ORDER,
            ConversationRow.class)
        .setParameter("ids", ids)
        .getResultList();
  }

  private void verify(
      String owner, String text, List<Long> places, KeysetCursor from, Set<KeysetCursor> found) {
    TypedQuery<Object[]> query =
        entities.createQuery(
            "select distinct c.updatedAt, c.id from TextRow t, ConversationRow c"
                // The tail is everybody's; else the place alone says whose it is, and H2 looks into
                // an index by a list or by what is equal, not by both.
                + " where c.id = t.conversationId and c.owner = :owner and "
                + (places.get(0) == IndexPosition.TAIL
                    ? "t.owner = :owner and t.place = :places"
                    : "t.place in :places")
                + " and t.folded like :pattern escape '!' and"
                + KeysetCursor.OLDER,
            Object[].class);
    from.bind(query)
        .setParameter("owner", owner)
        .setParameter("places", places.get(0) == IndexPosition.TAIL ? IndexPosition.TAIL : places)
        .setParameter("pattern", pattern(text))
        .getResultStream()
        .forEach(row -> found.add(new KeysetCursor((Long) row[0], (String) row[1])));
  }

  /** Down the list until enough is found. */
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
        entities
            .createQuery(
                "select distinct t.conversationId from TextRow t where t.conversationId in :ids"
                    + " and t.folded like :pattern escape '!'",
                String.class)
            .setParameter("ids", rows.stream().map(row -> row.id).toList())
            .setParameter("pattern", pattern(text))
            .getResultList());
  }

  private static String pattern(String text) {
    return "%" + text.replaceAll("[!%_]", "!$0") + "%";
  }
}
