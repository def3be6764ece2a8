package chat.suda.conversation;

import chat.suda.database.Micros;
import chat.suda.database.SudaDatabase;
import chat.suda.stream.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.Optional;

/** The idempotency keys of the last 24 hours. */
@ApplicationScoped
@Transactional
public class IdempotencyKeys {

  private static final long MICROS = Duration.ofHours(24).toMillis() * 1000;

  @Inject @SudaDatabase EntityManager entities;

  /** Deletes older keys and returns their number. */
  public int forgetOld() {
    return entities
        .createQuery("delete from IdempotencyRow r where r.createdAt < :oldest")
        .setParameter("oldest", Micros.now() - MICROS)
        .executeUpdate();
  }

  /**
   * The earlier request with this key.
   *
   * @throws KeyReusedException if it was a different one
   */
  Optional<IdempotencyRow> find(String owner, Turn.Options options) {
    if (options.idempotencyKey() == null) {
      return Optional.empty();
    }
    IdempotencyRow first = entities.find(IdempotencyRow.class, id(owner, options));
    if (first == null) {
      return Optional.empty();
    }
    if (first.createdAt < Micros.now() - MICROS) {
      entities.remove(first);
      entities.flush();
      return Optional.empty();
    }
    if (!first.fingerprint.equals(Ids.digest(options.fingerprint()))) {
      throw new KeyReusedException();
    }
    return Optional.of(first);
  }

  void remember(
      ConversationRow conversation, Turn.Options options, MessageRow user, MessageRow answer) {
    if (options.idempotencyKey() == null) {
      return;
    }
    IdempotencyRow row = new IdempotencyRow();
    row.id = id(conversation.owner, options);
    row.fingerprint = Ids.digest(options.fingerprint());
    row.conversationId = conversation.id;
    row.userMessageId = user == null ? null : user.id;
    row.assistantMessageId = answer.id;
    row.createdAt = Micros.now();
    entities.persist(row);
  }

  private static String id(String owner, Turn.Options options) {
    return Ids.digest(owner + '\n' + options.idempotencyKey());
  }
}
