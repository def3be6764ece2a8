package chat.suda.generation;

import chat.suda.provider.Prompt;
import chat.suda.session.Channel;
import java.util.Set;

/**
 * What an answer is asked for.
 *
 * @param owner the user that it will belong to, or {@code null} for nobody's
 * @param conversationId where it belongs; one answer at a time
 * @param messageId its own id
 * @param prompt what the model is asked
 * @param failurePrefix what goes before the message of a failure
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
   * Who asks, for the tools that the answer may call.
   *
   * @param name, email or {@code null}
   * @param tools the names of those that the model is offered, as a JSON array, or {@code null} for
   *     all
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

  /** One that calls no tools. */
  public AnswerRequest(
      String owner,
      String conversationId,
      String messageId,
      Prompt prompt,
      String failurePrefix,
      boolean kept) {
    this(owner, conversationId, messageId, prompt, failurePrefix, kept, null);
  }

  /** Where its events go. */
  Channel.Key channel() {
    return kept ? Channel.Key.ofUser(owner) : new Channel.Key(owner, conversationId);
  }
}
