package chat.suda.conversation;

import chat.suda.database.SudaDatabase;
import chat.suda.stream.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Indexes the tail of the search index. */
@ApplicationScoped
@Transactional
class SegmentBuilder {

  @Inject @SudaDatabase EntityManager entities;

  /**
   * Builds a segment from the owner's tail, if it is long enough. Its texts stay in the tail until
   * {@link #settle}.
   *
   * @return by conversation, the texts and their positions
   */
  Map<String, Map<String, Long>> build(String owner) {
    List<TextRow> texts =
        entities
            .createQuery(
                "select t from TextRow t where t.owner = :owner and t.place = :tail", TextRow.class)
            .setParameter("owner", owner)
            .setParameter("tail", IndexPosition.TAIL)
            .setMaxResults(IndexPosition.SEGMENT)
            .getResultList();
    if (texts.size() < IndexPosition.SEGMENT) {
      return Map.of();
    }
    long segment = segment(owner, texts);
    Map<String, Map<String, Long>> places = new HashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      TextRow text = texts.get(i);
      places
          .computeIfAbsent(text.conversationId, id -> new HashMap<>())
          .put(text.id, IndexPosition.of(segment, i));
    }
    return places;
  }

  /** Stores new texts of an owner; those that fill a segment are indexed at once. */
  void add(String owner, List<TextRow> texts) {
    int to = IndexPosition.SEGMENT;
    for (int from = 0; to <= texts.size(); from = to, to += IndexPosition.SEGMENT) {
      long segment = segment(owner, texts.subList(from, to));
      for (int i = from; i < to; i++) {
        texts.get(i).place = IndexPosition.of(segment, i - from);
      }
    }
    texts.forEach(entities::persist);
  }

  private long segment(String owner, List<TextRow> texts) {
    SegmentRow segment = new SegmentRow(Ids.nextNumber(), owner);
    entities.persist(segment);
    entities.flush();
    Postings postings = new Postings();
    for (int i = 0; i < texts.size(); i++) {
      postings.add(i, texts.get(i).folded);
    }
    postings
        .byBucket()
        .forEach((bucket, stored) -> entities.persist(new PostingRow(segment.id, bucket, stored)));
    return segment.id;
  }

  /**
   * Sets the positions of texts.
   *
   * @param conversations few, since each is locked first, so that a concurrent deletion sees all or
   *     nothing
   */
  void settle(Collection<String> conversations, Map<String, Map<String, Long>> places) {
    Map<String, Long> placeOf = new HashMap<>();
    conversations.stream()
        .sorted()
        .forEach(
            id -> {
              entities.find(ConversationRow.class, id, LockModeType.PESSIMISTIC_WRITE);
              placeOf.putAll(places.get(id));
            });
    // By their ids only: otherwise H2 would scan the whole tail.
    entities
        .createQuery("select t from TextRow t where t.id in :ids", TextRow.class)
        .setParameter("ids", placeOf.keySet())
        .getResultStream()
        .filter(text -> text.place == IndexPosition.TAIL)
        .forEach(text -> text.place = placeOf.get(text.id));
  }

  /** Segments with deleted texts. */
  List<Long> stale() {
    return entities
        .createQuery("select s.id from SegmentRow s where s.stale = true", Long.class)
        .setMaxResults(20)
        .getResultList();
  }

  /**
   * Dissolves a segment: its texts return to the tail.
   *
   * @return its owner, or {@code null} if it was deleted
   */
  String dissolve(long id) {
    SegmentRow segment = entities.find(SegmentRow.class, id, LockModeType.PESSIMISTIC_WRITE);
    if (segment == null) {
      return null;
    }
    entities
        .createQuery(
            "update TextRow t set t.place = :tail where t.owner = :owner"
                + " and t.place between :least and :most")
        .setParameter("tail", IndexPosition.TAIL)
        .setParameter("owner", segment.owner)
        .setParameter("least", IndexPosition.of(id, 0))
        .setParameter("most", IndexPosition.of(id, IndexPosition.SEGMENT - 1))
        .executeUpdate();
    // Deletes its postings too.
    entities.remove(segment);
    return segment.owner;
  }
}
