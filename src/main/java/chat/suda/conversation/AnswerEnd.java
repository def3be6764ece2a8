package chat.suda.conversation;

import chat.suda.provider.Usage;
import java.util.List;

/**
 * How an answer has ended.
 *
 * @param status not {@link Status#STREAMING}
 * @param reasoning, finishReason, usage, error {@code null} where there is none
 * @param model what answered, or {@code null} for what was asked
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

  /** Without calls of tools. */
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
