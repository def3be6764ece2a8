package chat.suda.generation;

import chat.suda.conversation.AnswerEnd;
import chat.suda.conversation.CalledTool;
import chat.suda.limits.UsageLedger;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Records the usage of an answer when its end is stored; clients that are told of the end find
 * both.
 *
 * @param kept stores the end, or {@code null} if it is not stored
 */
record CountedAnswers(AnswerRequest request, UsageLedger ledger, AnswerEndStore kept)
    implements AnswerEndStore {

  @Override
  public CompletionStage<?> saveEnd(String messageId, long token, AnswerEnd end) {
    CompletionStage<Void> counted = ledger.write(AnswerUsage.of(request, end));
    return kept == null
        ? CompletableFuture.completedStage(null)
        : kept.saveEnd(messageId, token, end).thenCombine(counted, (stored, done) -> stored);
  }

  @Override
  public void saveEndLater(String messageId, long token, AnswerEnd end) {
    if (kept != null) {
      kept.saveEndLater(messageId, token, end);
    }
  }

  @Override
  public CompletionStage<?> saveCalls(String messageId, long token, List<CalledTool> calls) {
    return kept == null
        ? CompletableFuture.completedStage(null)
        : kept.saveCalls(messageId, token, calls);
  }
}
