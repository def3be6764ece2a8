package chat.suda.generation;

import chat.suda.conversation.AnswerEnd;
import java.util.concurrent.CompletionStage;

/** Stores how an answer has ended, before anybody is told. */
interface AnswerEndStore {

  /**
   * Never blocks.
   *
   * @param token of the lease under which it was written
   * @return completes when the end is stored, exceptionally if it cannot be
   */
  CompletionStage<?> keep(String messageId, long token, AnswerEnd end);
}
