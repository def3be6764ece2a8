package chat.suda.conversation;

import chat.suda.provider.Prompt;
import java.util.List;

/**
 * A turn that has begun.
 *
 * @param repeated whether the request was a repetition: the messages are those of the first, in
 *     their current state, and nothing was started
 * @param userMessage or {@code null} if only another answer was requested
 * @param history the messages for the model, oldest first; empty if repeated
 * @param wantsTitle whether neither the user nor the model has set a title
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
