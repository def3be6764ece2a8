package chat.suda.conversation;

import chat.suda.database.Micros;
import chat.suda.database.SudaDatabase;
import chat.suda.stream.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;

/** Conversations and their messages. Those of other owners are treated as absent. */
@ApplicationScoped
@Transactional
public class Conversations {

  @Inject @SudaDatabase EntityManager entities;

  @Inject Search search;
  @Inject SearchIndex index;

  public Conversation create(String owner, ConversationSettings settings) {
    ConversationRow row = ConversationRow.create(owner);
    row.title = TextNormalizer.storable(settings.title());
    row.named = settings.title() != null;
    row.model = TextNormalizer.storable(settings.model());
    row.systemPrompt = TextNormalizer.storable(settings.systemPrompt());
    row.parameters(settings.parameters());
    row.tools = TextNormalizer.storable(settings.tools());
    entities.persist(row);
    // Before the rows that refer to it.
    entities.flush();
    index.addTitle(row);
    return row.view();
  }

  /**
   * The owner's conversations, the last changed first. One that changes while its list is paged
   * moves to the front; no other is skipped or repeated.
   *
   * @param q a text to search for in titles and messages, or {@code null} or blank for all
   * @param after a page's {@code next}, or {@code null}
   * @param limit at least 1
   * @throws IllegalArgumentException if {@code after} is no cursor
   */
  public Page<Conversation> list(String owner, String q, String after, int limit) {
    KeysetCursor from = KeysetCursor.parse(after);
    List<ConversationRow> rows =
        q == null || q.isBlank()
            ? from.rows(entities, owner, limit + 1)
            : search.rows(owner, TextNormalizer.folded(q.strip()), from, limit + 1);
    List<ConversationRow> page = rows.subList(0, Math.min(limit, rows.size()));
    String next = rows.size() > limit ? KeysetCursor.of(rows.get(limit - 1)).text() : null;
    return new Page<>(page.stream().map(ConversationRow::view).toList(), next);
  }

  public Optional<Conversation> find(String owner, String id) {
    return row(owner, id, LockModeType.NONE).map(ConversationRow::view);
  }

  /** A conversation by its owner and id. */
  public record Ref(String owner, String id) {}

  /** Those of these conversations that the owner has, in no order. */
  public List<String> some(String owner, int limit) {
    return entities
        .createQuery("select c.id from ConversationRow c where c.owner = :owner", String.class)
        .setParameter("owner", owner)
        .setMaxResults(limit)
        .getResultList();
  }

  /**
   * Conversations that were not changed or imported since then and have no running answer, oldest
   * first.
   */
  public List<Ref> untouchedSince(Instant time, int limit) {
    return entities
        .createQuery(
            "select c.owner, c.id from ConversationRow c where c.updatedAt < :micros"
                + " and c.runningMessageId is null and not exists (select o.id from OriginRow o"
                + " where o.conversationId = c.id and o.importedAt >= :micros)"
                + " order by c.updatedAt",
            Object[].class)
        .setParameter("micros", Micros.of(time))
        .setMaxResults(limit)
        .getResultStream()
        .map(row -> new Ref((String) row[0], (String) row[1]))
        .toList();
  }

  /** The number of conversations of these owners. */
  public Map<String, Long> counts(Collection<String> owners) {
    Map<String, Long> counts = new HashMap<>();
    if (!owners.isEmpty()) {
      entities
          .createQuery(
              "select c.owner, count(c.id) from ConversationRow c where c.owner in :owners"
                  + " group by c.owner",
              Object[].class)
          .setParameter("owners", owners)
          .getResultStream()
          .forEach(row -> counts.put((String) row[0], (Long) row[1]));
    }
    return counts;
  }

  /** All messages of all branches, oldest first; empty if there is no conversation. */
  public List<Message> messages(String owner, String id) {
    return ofConversation("m", MessageRow.class, owner, id).map(MessageRow::view).toList();
  }

  /** The part of a message that may change after its text is complete. */
  public record State(String id, Status status) {

    public static State of(Message message) {
      return new State(message.id(), message.status());
    }
  }

  /** The states of the messages, oldest first. */
  public List<State> states(String owner, String id) {
    return ofConversation("m.id, m.status", Object[].class, owner, id)
        .map(columns -> new State((String) columns[0], (Status) columns[1]))
        .toList();
  }

  /** A query on its messages m, oldest first. Malformed ids are not queried. */
  private <T> Stream<T> ofConversation(String selected, Class<T> type, String owner, String id) {
    return !Ids.isId(id)
        ? Stream.empty()
        : entities
            .createQuery(
                "select "
                    + selected
                    + " from MessageRow m where m.conversationId = :id and m.owner = :owner"
                    + " order by m.seq",
                type)
            .setParameter("id", id)
            .setParameter("owner", owner)
            .getResultStream();
  }

  public Optional<Message> message(String owner, String messageId) {
    return Optional.of(messageId)
        .filter(Ids::isId)
        .map(id -> entities.find(MessageRow.class, id))
        .filter(row -> row.owner.equals(owner))
        .map(MessageRow::view);
  }

  /**
   * Changes the given fields. Showing another branch does not move the conversation in the list.
   *
   * @throws NoSuchElementException {@code activeMessageId}, if it is none of the conversation's
   *     messages
   */
  public Optional<Conversation> change(String owner, String id, ConversationPatch change) {
    Optional<ConversationRow> found = row(owner, id, LockModeType.PESSIMISTIC_WRITE);
    found.ifPresent(
        row -> {
          if (change.activeMessageId().given()) {
            row.activeMessageId = leaf(row, change.activeMessageId().value());
          }
          if (changeSettings(row, change)) {
            row.updatedAt = Micros.now();
          }
        });
    return found.map(ConversationRow::view);
  }

  /** Deletes it with its messages, whether or not an answer is running. */
  public boolean delete(String owner, String id) {
    Optional<ConversationRow> found = row(owner, id, LockModeType.PESSIMISTIC_WRITE);
    found.ifPresent(this::delete);
    return found.isPresent();
  }

  /**
   * The result of {@link #deleteUnlessRunning}.
   *
   * @param running the answer for which it was not deleted, or {@code null}
   * @param done whether it was deleted; without a running answer, {@code false} if there is none
   */
  public record Deletion(String running, boolean done) {}

  /**
   * Deletes it with its messages, unless an answer is running.
   *
   * @param ended an answer that is not running any more, whatever is stored, or {@code null}
   */
  public Deletion deleteUnlessRunning(String owner, String id, String ended) {
    Optional<ConversationRow> found = row(owner, id, LockModeType.PESSIMISTIC_WRITE);
    String running =
        found
            .map(row -> row.runningMessageId)
            .filter(messageId -> !messageId.equals(ended))
            .orElse(null);
    if (running == null) {
      found.ifPresent(this::delete);
    }
    return new Deletion(running, found.isPresent() && running == null);
  }

  private void delete(ConversationRow row) {
    index.forget(row);
    AttachmentStore.deleteWith(entities, row.id);
    entities.remove(row);
  }

  /** Sets the model's title, unless the user or the model has set one. */
  public Optional<Conversation> titled(String owner, String id, String title) {
    Optional<ConversationRow> found =
        row(owner, id, LockModeType.PESSIMISTIC_WRITE).filter(row -> !row.named);
    found.ifPresent(
        row -> {
          row.title = TextNormalizer.storable(title);
          row.named = true;
          index.retitle(row);
        });
    return found.map(ConversationRow::view);
  }

  private boolean changeSettings(ConversationRow row, ConversationPatch change) {
    if (change.title().given()) {
      row.title = TextNormalizer.storable(change.title().value());
      row.named = row.title != null;
      index.retitle(row);
    }
    if (change.model().given()) {
      row.model = TextNormalizer.storable(change.model().value());
    }
    if (change.systemPrompt().given()) {
      row.systemPrompt = TextNormalizer.storable(change.systemPrompt().value());
    }
    if (change.parameters().given()) {
      row.parameters(change.parameters().value());
    }
    if (change.tools().given()) {
      row.tools = TextNormalizer.storable(change.tools().value());
    }
    return change.title().given()
        || change.model().given()
        || change.systemPrompt().given()
        || change.parameters().given()
        || change.tools().given();
  }

  private String leaf(ConversationRow row, String messageId) {
    MessageTree tree = MessageTree.of(entities, row.id);
    if (messageId == null || !tree.contains(messageId)) {
      throw new NoSuchElementException("activeMessageId");
    }
    return tree.newestLeaf(messageId);
  }

  private Optional<ConversationRow> row(String owner, String id, LockModeType lock) {
    return Optional.of(id)
        .filter(Ids::isId)
        .map(known -> entities.find(ConversationRow.class, known, lock))
        .filter(row -> row.owner.equals(owner));
  }
}
