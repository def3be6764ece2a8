package chat.suda.generation;

import chat.suda.conversation.AnswerEnd;
import chat.suda.conversation.CalledTool;
import chat.suda.conversation.MessageError;
import chat.suda.conversation.Status;
import chat.suda.provider.Completion;
import chat.suda.provider.Failure;
import chat.suda.provider.Usage;
import chat.suda.stream.ChatEvent;
import java.util.List;

/**
 * The outcome of an answer, from which its stored, reported and remembered forms are made.
 *
 * @param status not {@link Status#INTERRUPTED}, which a failure stands for
 * @param failure why it failed, else {@code null}
 * @param finishReason as the model gave it, or {@code null}
 * @param usage as the model server counted it, or {@code null}
 */
record AnswerOutcome(Status status, Failure failure, String finishReason, Usage usage) {

  private static final Failure NOT_KEPT =
      new Failure(Failure.Code.NOT_KEPT, "The answer could not be stored");

  static AnswerOutcome complete(Completion completion) {
    return new AnswerOutcome(Status.COMPLETE, null, completion.finishReason(), completion.usage());
  }

  static AnswerOutcome stopped(Usage usage) {
    return new AnswerOutcome(Status.STOPPED, null, "stopped", usage);
  }

  static AnswerOutcome failed(Failure failure, Usage usage) {
    return new AnswerOutcome(Status.FAILED, failure, null, usage);
  }

  /** The same outcome as a failure to store it. */
  AnswerOutcome notKept() {
    return failed(NOT_KEPT, usage);
  }

  /** Why open tool calls were cut off. */
  String reason() {
    return failure == null ? "The answer was stopped" : failure.message();
  }

  AnswerEnd kept(AnswerDraft draft, List<CalledTool> calls) {
    boolean interrupted = failure != null && failure.code() == Failure.Code.INTERRUPTED;
    MessageError error =
        failure == null
            ? null
            : new MessageError(failure.code().wireName(), failure.message(), failure.retryable());
    return new AnswerEnd(
        interrupted ? Status.INTERRUPTED : status,
        draft.content(),
        draft.reasoning(),
        draft.model(),
        finishReason,
        usage,
        error,
        calls);
  }

  /**
   * The answer's last event.
   *
   * @param length of its text
   */
  ChatEvent told(AnswerRequest request, int length) {
    return failure == null
        ? new ChatEvent.Done(
            request.conversationId(), request.messageId(), finishReason, length, counted())
        : new ChatEvent.Error(
            request.conversationId(),
            request.messageId(),
            request.failurePrefix() + failure.message(),
            failure.code().wireName(),
            failure.retryable());
  }

  private ChatEvent.Usage counted() {
    return usage == null
        ? null
        : new ChatEvent.Usage(usage.promptTokens(), usage.completionTokens(), usage.totalTokens());
  }

  AnswerResult result(int length) {
    return new AnswerResult(status.wireName(), length, failure);
  }
}
