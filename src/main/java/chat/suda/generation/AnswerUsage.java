package chat.suda.generation;

import chat.suda.conversation.AnswerEnd;
import chat.suda.conversation.CalledTool;
import chat.suda.conversation.Status;
import chat.suda.limits.TokenEstimate;
import chat.suda.limits.UsageEntry;
import chat.suda.provider.Prompt;
import chat.suda.provider.Usage;

/** The usage of an answer: as the model server counted it, else estimated. */
final class AnswerUsage {

  /** Assumed length of an answer without a maximum, in tokens. */
  private static final int USUAL_ANSWER = 1000;

  private AnswerUsage() {}

  static UsageEntry of(AnswerRequest request, AnswerEnd end) {
    Usage usage = usage(request.prompt(), end);
    return new UsageEntry(
        request.messageId(),
        request.owner(),
        request.prompt().model(),
        true,
        end.status() == Status.FAILED || end.status() == Status.INTERRUPTED,
        usage.promptTokens(),
        usage.completionTokens());
  }

  private static Usage usage(Prompt prompt, AnswerEnd end) {
    if (end.usage() == null) {
      return estimated(prompt, end);
    }
    return end.status() == Status.COMPLETE
        ? end.usage()
        : Usage.sum(end.usage(), sinceLastCalls(prompt, end));
  }

  /** The counted usage covers completed rounds; the interrupted one is estimated. */
  private static Usage sinceLastCalls(Prompt prompt, AnswerEnd end) {
    int last = end.tools().stream().mapToInt(CalledTool::offset).max().orElse(0);
    int from = Math.min(last, end.content().length());
    String rest = end.content().substring(from);
    if (rest.isEmpty()) {
      return null;
    }
    long question = tokens(prompt) + TokenEstimate.of(end.content().substring(0, from));
    for (CalledTool call : end.tools()) {
      question += TokenEstimate.of(call.arguments()) + TokenEstimate.of(call.result());
    }
    long answer = TokenEstimate.of(rest);
    return new Usage(question, answer, question + answer);
  }

  /** An answer that failed without text has no usage. */
  private static Usage estimated(Prompt prompt, AnswerEnd end) {
    long answer = TokenEstimate.of(end.content()) + TokenEstimate.of(end.reasoning());
    boolean nothing = answer == 0 && end.status() != Status.COMPLETE;
    long question = nothing ? 0 : tokens(prompt);
    return new Usage(question, answer, question + answer);
  }

  /** The estimated usage of an answer to this question. */
  static long expected(Prompt prompt) {
    Integer most = prompt.parameters() == null ? null : prompt.parameters().maxTokens();
    return tokens(prompt) + (most == null ? USUAL_ANSWER : most);
  }

  static long tokens(Prompt prompt) {
    return prompt.turns().stream().mapToLong(turn -> TokenEstimate.of(turn.content())).sum();
  }
}
