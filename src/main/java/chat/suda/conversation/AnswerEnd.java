package chat.suda.conversation;

import chat.suda.provider.Usage;

/**
 * How an answer has ended.
 *
 * @param status not {@link Status#STREAMING}
 * @param reasoning, finishReason, usage, error {@code null} where there is none
 * @param model what answered, or {@code null} for what was asked
 */
public record AnswerEnd(
    Status status,
    String content,
    String reasoning,
    String model,
    String finishReason,
    Usage usage,
    MessageError error) {

  public AnswerEnd {
    if (status == Status.STREAMING) {
      throw new IllegalArgumentException("status: not an end");
    }
  }
}
