package chat.suda.conversation;

import chat.suda.database.Micros;
import chat.suda.database.SudaDatabase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Stores the progress of running answers, and their ends. */
@ApplicationScoped
@Transactional
public class AnswerStore {

  /** Maximum length of a text, in UTF-16 code units. */
  public static final int MAX_CHARS = TextNormalizer.MAX;

  private static final MessageError INTERRUPTED =
      new MessageError("interrupted", "The server ended while this was being written", true);

  /**
   * The end of an answer.
   *
   * @param token of the lease under which it was written
   */
  public record End(String messageId, long token, AnswerEnd how) {}

  @Inject @SudaDatabase EntityManager entities;

  @Inject SearchIndex index;

  /** Stores the progress of answers that are still streaming, in one transaction. */
  public void saveProgress(List<AnswerProgress> texts) {
    Query update =
        entities.createQuery(
            "update MessageRow m set m.content = :content, m.reasoning = :reasoning,"
                + " m.logCursor = :cursor, m.fence = :token"
                + " where m.id = :id and m.status = :streaming and m.fence <= :token");
    // In the global lock order, which prevents deadlocks.
    texts.stream()
        .sorted(Comparator.comparing(AnswerProgress::messageId))
        .forEach(
            text ->
                update
                    .setParameter("content", TextNormalizer.storable(text.content()))
                    .setParameter("reasoning", TextNormalizer.storable(text.reasoning()))
                    .setParameter("cursor", text.cursor())
                    .setParameter("token", text.token())
                    .setParameter("id", text.messageId())
                    .setParameter("streaming", Status.STREAMING)
                    .executeUpdate());
  }

  /**
   * The calls of a running answer.
   *
   * @param token of the lease under which it is written
   */
  public record Calls(String messageId, long token, List<CalledTool> tools) {}

  /** Stores the calls of answers that are still streaming, in one transaction. */
  public void saveCalls(List<Calls> answers) {
    Query update =
        entities.createQuery(
            "update MessageRow m set m.tools = :tools, m.fence = :token"
                + " where m.id = :id and m.status = :streaming and m.fence <= :token");
    answers.stream()
        .sorted(Comparator.comparing(Calls::messageId))
        .forEach(
            answer ->
                update
                    .setParameter("tools", CalledTool.text(answer.tools()))
                    .setParameter("token", answer.token())
                    .setParameter("id", answer.messageId())
                    .setParameter("streaming", Status.STREAMING)
                    .executeUpdate());
  }

  /**
   * Rejects writes of earlier writers from now on.
   *
   * @return the message, which may have ended; empty if it was deleted
   */
  public Optional<Message> claim(String messageId, long token) {
    MessageRow row = lockedRows(List.of(messageId)).get(messageId);
    if (row != null && row.fence < token) {
      row.fence = token;
    }
    return Optional.ofNullable(row).map(MessageRow::view);
  }

  /** Stores a restart of the answer. */
  public void restarted(AnswerProgress nothingYet) {
    saveProgress(List.of(nothingYet));
  }

  /**
   * Stores an end, unless the answer has ended before.
   *
   * @return the message as it is now; {@code null} if it was deleted
   */
  public Message saveEnd(String messageId, AnswerEnd how) {
    List<Message> now = saveEnds(List.of(new End(messageId, 0, how)));
    return now.isEmpty() ? null : now.get(0);
  }

  /**
   * Likewise several, in one transaction; deleted ones and those that another writer has taken over
   * are left out.
   */
  public List<Message> saveEnds(List<End> ends) {
    Map<String, MessageRow> rows = lockedRows(ends.stream().map(End::messageId).toList());
    List<Message> now = new ArrayList<>();
    for (End end : ends) {
      MessageRow row = rows.get(end.messageId());
      if (row != null && row.fence <= end.token()) {
        if (row.status == Status.STREAMING) {
          row.end(end.how());
          index.add(row);
          noLongerRunning(row);
        }
        now.add(row.view());
      }
    }
    return now;
  }

  /** The ids of running answers, including those that a lost server left. */
  public List<String> streaming() {
    return entities
        .createQuery(
            "select c.runningMessageId from ConversationRow c"
                + " where c.runningMessageId is not null",
            String.class)
        .getResultList();
  }

  /**
   * Ends answers that no node writes.
   *
   * @return the messages that had not ended
   */
  public List<Message> interrupt(List<String> ids) {
    Map<String, MessageRow> rows = lockedRows(ids);
    rows.values().removeIf(row -> row.status != Status.STREAMING);
    for (MessageRow row : rows.values()) {
      row.status = Status.INTERRUPTED;
      row.fail(INTERRUPTED);
      row.tools =
          CalledTool.text(
              CalledTool.parse(row.tools).stream()
                  .map(call -> call.cut(INTERRUPTED.message()))
                  .toList());
      index.add(row);
      noLongerRunning(row);
    }
    return rows.values().stream().map(MessageRow::view).toList();
  }

  /** The existing messages, with their conversations locked, in the global lock order. */
  private Map<String, MessageRow> lockedRows(List<String> ids) {
    Map<String, MessageRow> rows = new TreeMap<>();
    for (String id : ids) {
      rows.put(id, entities.find(MessageRow.class, id));
    }
    rows.values().removeIf(Objects::isNull);
    rows.values().stream()
        .map(row -> row.conversationId)
        .distinct()
        .sorted()
        .forEach(id -> entities.find(ConversationRow.class, id, LockModeType.PESSIMISTIC_WRITE));
    rows.values().removeIf(row -> entities.find(ConversationRow.class, row.conversationId) == null);
    // Read again, since it may have changed before the lock.
    rows.values().forEach(row -> entities.refresh(row, LockModeType.PESSIMISTIC_WRITE));
    return rows;
  }

  private void noLongerRunning(MessageRow row) {
    ConversationRow conversation = entities.find(ConversationRow.class, row.conversationId);
    conversation.updatedAt = Micros.now();
    if (row.id.equals(conversation.runningMessageId)) {
      conversation.runningMessageId = null;
    }
  }
}
