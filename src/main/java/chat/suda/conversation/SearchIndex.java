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
 * The search index: candidates for the texts that contain a string. New texts are in its tail until
 * {@link SegmentBuilder} indexes them; candidates must be verified.
 */
@ApplicationScoped
class SearchIndex {

  /** Maximum number of characters that are looked up; the rest is verified. */
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

  /** Adds a new conversation's title. */
  void addTitle(ConversationRow conversation) {
    if (conversation.title != null) {
      entities.persist(TextRow.ofTitle(conversation));
      touched.add(conversation.owner);
    }
  }

  /** Replaces the conversation's title. */
  void retitle(ConversationRow conversation) {
    forget(conversation.id, " and t.title = true");
    entities
        .createQuery("delete from TextRow t where t.conversationId = :id and t.title = true")
        .setParameter("id", conversation.id)
        .executeUpdate();
    addTitle(conversation);
  }

  /** The caller deletes the conversation, which deletes its texts. */
  void forget(ConversationRow conversation) {
    forget(conversation.id, "");
  }

  private void forget(String conversationId, String which) {
    // In the global lock order.
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

  /** For each owner whose tail has grown; an owner whose action throws is kept. */
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

  /** Candidate positions, without the tail. */
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

  /** Some grams of the search, spread over it if it is long. */
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
