package chat.suda.conversation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;

/** Begins answers. */
@ApplicationScoped
public class TurnStore {

  private static final int MAX_TRIES = 5;

  @Inject TurnTransaction transaction;

  /**
   * Stores the message and an empty answer to it, in its own transaction.
   *
   * @param last runs last in the transaction; its failure rolls back; repeated if the transaction
   *     is
   * @throws java.util.NoSuchElementException with the name of the field that names nothing of
   *     theirs, or without one where the conversation itself, or the message to ask again or to
   *     edit, does not exist
   * @throws AlreadyRunningException if an answer is running in the conversation
   * @throws KeyReusedException if the idempotency key was another request's
   */
  public StartedTurn begin(
      String owner, String conversationId, Turn turn, Consumer<StartedTurn> last) {
    for (int tries = 1; ; tries++) {
      try {
        return transaction.attempt(owner, conversationId, turn, last);
      } catch (RuntimeException e) {
        // Another request with this key, in another conversation, was faster: look it up again.
        if (tries == MAX_TRIES || !collided(e)) {
          throw e;
        }
      }
    }
  }

  /** Without a last action. */
  StartedTurn begin(String owner, String conversationId, Turn turn) {
    return begin(owner, conversationId, turn, begun -> {});
  }

  /** The result of an earlier request with this key, or empty if there was none. */
  public Optional<StartedTurn> earlier(String owner, Turn.Options options) {
    return transaction.earlier(owner, options);
  }

  /** By SQLSTATE: class 23 is a constraint violation, class 40 a transaction to be repeated. */
  private static boolean collided(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException e
          && e.getSQLState() != null
          && e.getSQLState().matches("(23|40).*")) {
        return true;
      }
    }
    return false;
  }
}
