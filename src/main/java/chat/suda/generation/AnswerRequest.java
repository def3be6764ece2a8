package chat.suda.generation;

import chat.suda.provider.Prompt;
import chat.suda.session.Channel;

/**
 * What an answer is asked for.
 *
 * @param owner the user that it will belong to, or {@code null} for nobody's
 * @param conversationId where it belongs; one answer at a time
 * @param messageId its own id
 * @param prompt what the model is asked
 * @param failurePrefix what goes before the message of a failure
 * @param kept whether it is stored; else it is of a seed session, whose id is the conversation's
 */
public record AnswerRequest(
    String owner,
    String conversationId,
    String messageId,
    Prompt prompt,
    String failurePrefix,
    boolean kept) {

  /** Where its events go. */
  Channel.Key channel() {
    return kept ? Channel.Key.ofUser(owner) : new Channel.Key(owner, conversationId);
  }
}
