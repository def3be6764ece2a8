package chat.suda.conversation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;

/** Conversations and their messages. What is another owner's does not exist. */
@ApplicationScoped
@Transactional
public class Conversations {

  public Conversation create(String owner, ConversationSettings settings) {
    throw new UnsupportedOperationException();
  }

  /**
   * The owner's conversations, the last changed first.
   *
   * @param q what to search titles and messages for, or {@code null} for all
   * @param after a page's {@code next}, or {@code null}
   * @param limit at least 1
   * @throws IllegalArgumentException if {@code after} is no cursor
   */
  public Page<Conversation> list(String owner, String q, String after, int limit) {
    throw new UnsupportedOperationException();
  }

  public Optional<Conversation> find(String owner, String id) {
    throw new UnsupportedOperationException();
  }

  /** All messages of all branches, oldest first; empty also where there is no conversation. */
  public List<Message> messages(String owner, String id) {
    throw new UnsupportedOperationException();
  }

  public Optional<Message> message(String owner, String messageId) {
    throw new UnsupportedOperationException();
  }

  /**
   * Changes what is given.
   *
   * @throws java.util.NoSuchElementException {@code activeMessageId}, if it is none of the
   *     conversation's messages
   */
  public Optional<Conversation> change(String owner, String id, Change change) {
    throw new UnsupportedOperationException();
  }

  /** Deletes it with its messages. The caller stops a running answer. */
  public boolean delete(String owner, String id) {
    throw new UnsupportedOperationException();
  }

  /** Takes the model's title, unless the user or the model has named it already. */
  public Optional<Conversation> titled(String owner, String id, String title) {
    throw new UnsupportedOperationException();
  }
}
