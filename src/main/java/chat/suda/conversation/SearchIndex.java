package chat.suda.conversation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is searched, and where in it a text may stand. New texts are at its tail until {@link
 * Segments} has put them in order; what the index says is always to be verified.
 */
@ApplicationScoped
class SearchIndex {

  /** Characters of a search that the index is asked for; the rest is verified. */
  private static final int GRAMS = 8;

  @PersistenceContext(unitName = "suda")
  EntityManager entities;

  /** Owners whose tail has grown. */
  private final Set<String> touched = ConcurrentHashMap.newKeySet();

  void add(MessageRow message) {
    if (!message.content.isEmpty()) {
      entities.persist(TextRow.of(message));
      touched.add(message.owner);
    }
  }

  /** Finds the conversation by its title as it is now, and no longer by what it was. */
  void retitle(ConversationRow conversation) {
    forget(conversation.id, " and t.title = true");
    entities
        .createQuery("delete from TextRow t where t.conversationId = :id and t.title = true")
        .setParameter("id", conversation.id)
        .executeUpdate();
    if (conversation.title != null) {
      entities.persist(TextRow.ofTitle(conversation));
      touched.add(conversation.owner);
    }
  }

  /** The caller deletes the conversation, and with it its texts. */
  void forget(ConversationRow conversation) {
    forget(conversation.id, "");
  }

  private void forget(String conversationId, String which) {
    // In the order of all who lock several.
    entities
        .createQuery(
            "select t.place from TextRow t where t.conversationId = :id and t.place >= 0" + which,
            Long.class)
        .setParameter("id", conversationId)
        .getResultStream()
        .map(Place::segment)
        .distinct()
        .sorted()
        .forEach(this::stale);
  }

  private void stale(long segment) {
    entities
        .createQuery("update SegmentRow s set s.stale = true where s.id = :id and s.stale = false")
        .setParameter("id", segment)
        .executeUpdate();
  }

  void touch(String owner) {
    touched.add(owner);
  }

  /** Owners whose tail has grown since this was asked last. */
  List<String> takeTouched() {
    List<String> owners = new ArrayList<>(touched);
    owners.forEach(touched::remove);
    return owners;
  }

  /** Places where the text may be, the tail apart. */
  List<Long> places(String owner, String text) {
    Map<Long, Map<Integer, byte[]>> segments = new HashMap<>();
    postings(owner, text)
        .getResultStream()
        .forEach(
            row ->
                segments
                    .computeIfAbsent((Long) row[0], key -> new HashMap<>())
                    .put((Integer) row[1], (byte[]) row[2]));
    List<Long> places = new ArrayList<>();
    segments.forEach(
        (segment, pairs) ->
            texts(pairs, text).stream()
                .forEach(position -> places.add(Place.of(segment, position))));
    return places;
  }

  private TypedQuery<Object[]> postings(String owner, String text) {
    String query =
        "select p.segment, p.pair, p.texts from SegmentRow s, PostingRow p"
            + " where p.segment = s.id and s.owner = :owner and ";
    if (text.length() == 1) {
      char only = text.charAt(0);
      return entities
          .createQuery(query + "p.pair between :least and :most", Object[].class)
          .setParameter("owner", owner)
          .setParameter("least", Postings.pair(only, (char) 0))
          .setParameter("most", Postings.pair(only, Character.MAX_VALUE));
    }
    return entities
        .createQuery(query + "p.pair in :pairs", Object[].class)
        .setParameter("owner", owner)
        .setParameter("pairs", starts(text).map(i -> pair(text, i)).boxed().distinct().toList());
  }

  private static BitSet texts(Map<Integer, byte[]> pairs, String text) {
    BitSet found = new BitSet(Place.SEGMENT);
    if (text.length() <= 2) {
      pairs.values().forEach(stored -> Postings.all(stored, found));
      return found;
    }
    found.set(0, Place.SEGMENT);
    starts(text)
        .forEach(
            i -> {
              byte[] stored = pairs.get(pair(text, i));
              found.and(
                  stored == null ? new BitSet() : Postings.following(stored, text.charAt(i + 2)));
            });
    return found;
  }

  private static int pair(String text, int i) {
    return Postings.pair(text.charAt(i), text.charAt(i + 1));
  }

  /** Where in the search its threes begin, spread over it where it is long. */
  private static java.util.stream.IntStream starts(String text) {
    int all = Math.max(1, text.length() - 2);
    int some = Math.min(all, GRAMS);
    return java.util.stream.IntStream.range(0, some).map(i -> (int) ((long) i * all / some));
  }
}
