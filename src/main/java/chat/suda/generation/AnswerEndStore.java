package chat.suda.generation;

import chat.suda.conversation.AnswerEnd;
import chat.suda.conversation.CalledTool;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Stores the end of an answer before clients are told. */
interface AnswerEndStore {

  /**
   * Stores an end. Never blocks.
   *
   * @param token of the lease under which it was written
   * @return completes when the end is stored, exceptionally if it cannot be
   */
  CompletionStage<?> saveEnd(String messageId, long token, AnswerEnd end);

  /** Stores an end that could not be stored, as soon as that is possible. Never blocks. */
  default void saveEndLater(String messageId, long token, AnswerEnd end) {}

  /** Likewise stores the tool calls so far. */
  default CompletionStage<?> saveCalls(String messageId, long token, List<CalledTool> calls) {
    return CompletableFuture.completedStage(null);
  }
}
