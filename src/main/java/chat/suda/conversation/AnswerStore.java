package chat.suda.conversation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;

/** Keeps what running answers have come to, and how they end. */
@ApplicationScoped
@Transactional
public class AnswerStore {

  /** Whose end of an answer it is. */
  public record End(String messageId, Final how) {}

  /** Stores texts so far, of those that are still streaming, in one transaction. */
  public void growing(List<Growing> texts) {
    throw new UnsupportedOperationException();
  }

  /**
   * Stores an end, unless it has ended before.
   *
   * @return the message as it is now; {@code null} where it is gone
   */
  public Message ended(String messageId, Final how) {
    throw new UnsupportedOperationException();
  }

  /** Likewise several, in one transaction; those that are gone are left out. */
  public List<Message> ended(List<End> ends) {
    throw new UnsupportedOperationException();
  }

  /**
   * Ends what a server that died left streaming. For a node that is alone.
   *
   * @return the ids of the messages
   */
  public List<String> interruptAll() {
    throw new UnsupportedOperationException();
  }
}
