package chat.suda.conversation;

import chat.suda.provider.Prompt;
import java.util.List;

/**
 * An answer that has begun.
 *
 * @param repeated the request was one repeated: the messages are the first one's, as they are now,
 *     and nothing has been started
 * @param userMessage what was said, or {@code null} where only another answer was asked for
 * @param history what the model is to be asked, oldest first; empty where repeated
 * @param wantsTitle whether neither the user nor the model has named the conversation
 */
public record StartedTurn(
    boolean repeated,
    Conversation conversation,
    Message userMessage,
    Message assistantMessage,
    List<Prompt.Turn> history,
    boolean wantsTitle) {

  public StartedTurn {
    history = List.copyOf(history);
  }
}
