package chat.suda.generation;

import chat.suda.conversation.AnswerEnd;
import chat.suda.conversation.Status;
import chat.suda.limits.TokenEstimate;
import chat.suda.limits.UsageEntry;
import chat.suda.provider.Prompt;
import chat.suda.provider.Usage;

/** What an answer has cost: as the model server counts, else estimated. */
final class AnswerUsage {

  /** What an answer is taken to need where its parameters set no bound, in tokens. */
  private static final int USUAL_ANSWER = 1000;

  private AnswerUsage() {}

  static UsageEntry of(AnswerRequest request, AnswerEnd end) {
    Usage usage = end.usage() == null ? estimated(request.prompt(), end) : end.usage();
    return new UsageEntry(
        request.messageId(),
        request.owner(),
        request.prompt().model(),
        true,
        end.status() == Status.FAILED || end.status() == Status.INTERRUPTED,
        usage.promptTokens(),
        usage.completionTokens());
  }

  /** A model that has said nothing and failed has cost nothing. */
  private static Usage estimated(Prompt prompt, AnswerEnd end) {
    long answer = TokenEstimate.of(end.content()) + TokenEstimate.of(end.reasoning());
    boolean nothing = answer == 0 && end.status() != Status.COMPLETE;
    long question = nothing ? 0 : tokens(prompt);
    return new Usage(question, answer, question + answer);
  }

  /** What an answer to this question may cost, about. */
  static long expected(Prompt prompt) {
    Integer most = prompt.parameters() == null ? null : prompt.parameters().maxTokens();
    return tokens(prompt) + (most == null ? USUAL_ANSWER : most);
  }

  static long tokens(Prompt prompt) {
    return prompt.turns().stream().mapToLong(turn -> TokenEstimate.of(turn.content())).sum();
  }
}
