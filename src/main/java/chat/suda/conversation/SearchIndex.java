package chat.suda.conversation;

import chat.suda.database.SudaDatabase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * What is searched, and where in it a text may stand. New texts are at its tail until {@link
 * SegmentBuilder} has put them in order; what the index says is always to be verified.
 */
@ApplicationScoped
class SearchIndex {

  /** Characters of a search that the index is asked for; the rest is verified. */
  private static final int GRAMS = 8;

  @Inject @SudaDatabase EntityManager entities;

  /** Owners whose tail has grown. */
  private final Set<String> touched = ConcurrentHashMap.newKeySet();

  void add(MessageRow message) {
    if (!message.content.isEmpty()) {
      entities.persist(TextRow.of(message));
      touched.add(message.owner);
    }
  }

  /** Finds a new conversation by its title. */
  void addTitle(ConversationRow conversation) {
    if (conversation.title != null) {
      entities.persist(TextRow.ofTitle(conversation));
      touched.add(conversation.owner);
    }
  }

  /** Finds the conversation by its title as it is now, and no longer by what it was. */
  void retitle(ConversationRow conversation) {
    forget(conversation.id, " and t.title = true");
    entities
        .createQuery("delete from TextRow t where t.conversationId = :id and t.title = true")
        .setParameter("id", conversation.id)
        .executeUpdate();
    addTitle(conversation);
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
        .map(IndexPosition::segment)
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

  /** For each owner whose tail has grown; one for which the action throws stays touched. */
  void forEachTouched(Consumer<String> action) {
    for (String owner : List.copyOf(touched)) {
      touched.remove(owner);
      try {
        action.accept(owner);
      } catch (RuntimeException e) {
        touched.add(owner);
        throw e;
      }
    }
  }

  /** Places where the text may be, the tail apart. */
  List<Long> places(String owner, String text) {
    List<Long> grams = grams(text);
    Map<Long, Map<Integer, byte[]>> segments = new HashMap<>();
    entities
        .createQuery(
            "select p.segment, p.bucket, p.texts from SegmentRow s, PostingRow p"
                + " where p.segment = s.id and s.owner = :owner and p.bucket in :buckets",
            Object[].class)
        .setParameter("owner", owner)
        .setParameter("buckets", grams.stream().map(Postings::bucket).distinct().toList())
        .getResultStream()
        .forEach(
            row ->
                segments
                    .computeIfAbsent((Long) row[0], key -> new HashMap<>())
                    .put((Integer) row[1], (byte[]) row[2]));
    List<Long> places = new ArrayList<>();
    segments.forEach(
        (segment, buckets) ->
            texts(buckets, grams, text.length() == 2).stream()
                .forEach(position -> places.add(IndexPosition.of(segment, position))));
    return places;
  }

  private static BitSet texts(Map<Integer, byte[]> buckets, List<Long> grams, boolean two) {
    BitSet found = new BitSet(IndexPosition.SEGMENT);
    found.set(0, IndexPosition.SEGMENT);
    for (long gram : grams) {
      found.and(Postings.texts(buckets.get(Postings.bucket(gram)), gram, two));
    }
    return found;
  }

  /** Some of the search's, spread over it where it is long. */
  private static List<Long> grams(String text) {
    int all = Math.max(1, text.length() - 2);
    int some = Math.min(all, GRAMS);
    return IntStream.range(0, some)
        .map(i -> (int) ((long) i * all / some))
        .mapToObj(i -> Postings.gram(text.charAt(i), at(text, i + 1), at(text, i + 2)))
        .distinct()
        .toList();
  }

  private static char at(String text, int index) {
    return index < text.length() ? text.charAt(index) : 0;
  }
}
