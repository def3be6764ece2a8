package chat.suda.conversation;

import jakarta.enterprise.context.ApplicationScoped;

/** Begins answers. */
@ApplicationScoped
public class Turns {

  /**
   * Stores what was said and an empty answer to it, in one transaction of its own.
   *
   * @throws java.util.NoSuchElementException with the name of the field that names nothing of
   *     theirs, or without one where the conversation itself does not exist
   * @throws AlreadyRunningException if an answer is running in the conversation
   * @throws KeyReusedException if the idempotency key was another request's
   */
  public Begun begin(String owner, String conversationId, Turn turn) {
    throw new UnsupportedOperationException();
  }
}
