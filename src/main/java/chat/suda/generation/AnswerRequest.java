package chat.suda.generation;

import chat.suda.provider.Prompt;
import chat.suda.session.Channel;
import java.util.Set;

/**
 * What an answer is asked for.
 *
 * @param owner its user, or {@code null}
 * @param conversationId where it belongs; one answer at a time
 * @param messageId its own id
 * @param prompt the question to the model
 * @param failurePrefix precedes the message of a failure
 * @param kept whether it is stored; else it is of a seed session, whose id is the conversation's
 * @param asker who asks, where tools may be called; else {@code null}
 */
public record AnswerRequest(
    String owner,
    String conversationId,
    String messageId,
    Prompt prompt,
    String failurePrefix,
    boolean kept,
    Asker asker) {

  /**
   * Who asks; used for tool calls.
   *
   * @param name, email or {@code null}
   * @param tools the names of those offered to the model, as a JSON array, or {@code null} for all
   */
  public record Asker(String name, String email, Set<String> roles, String tools) {

    public Asker {
      roles = Set.copyOf(roles);
    }

    /** Who may call these tools alone. */
    Asker with(String only) {
      return new Asker(name, email, roles, only);
    }
  }

  /** A request without tools. */
  public AnswerRequest(
      String owner,
      String conversationId,
      String messageId,
      Prompt prompt,
      String failurePrefix,
      boolean kept) {
    this(owner, conversationId, messageId, prompt, failurePrefix, kept, null);
  }

  /** The channel of its events. */
  Channel.Key channel() {
    return kept ? Channel.Key.ofUser(owner) : new Channel.Key(owner, conversationId);
  }
}
