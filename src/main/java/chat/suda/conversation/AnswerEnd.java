package chat.suda.conversation;

import chat.suda.provider.Usage;
import java.util.List;

/**
 * The end of an answer.
 *
 * @param status not {@link Status#STREAMING}
 * @param reasoning, finishReason, usage, error {@code null} if there is none
 * @param model the model that answered, or {@code null} for the requested one
 * @param tools the calls that were made
 */
public record AnswerEnd(
    Status status,
    String content,
    String reasoning,
    String model,
    String finishReason,
    Usage usage,
    MessageError error,
    List<CalledTool> tools) {

  public AnswerEnd {
    if (status == Status.STREAMING) {
      throw new IllegalArgumentException("status: not an end");
    }
    tools = List.copyOf(tools);
  }

  /** An end without tool calls. */
  public AnswerEnd(
      Status status,
      String content,
      String reasoning,
      String model,
      String finishReason,
      Usage usage,
      MessageError error) {
    this(status, content, reasoning, model, finishReason, usage, error, List.of());
  }
}
