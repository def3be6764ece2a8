package chat.suda.generation;

import chat.suda.conversation.Final;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Stores how an answer has ended, before anybody is told. */
public interface Keeper {

  /** Keeps nothing. */
  Keeper NOTHING = (messageId, end) -> CompletableFuture.completedStage(null);

  /**
   * Never blocks.
   *
   * @return completes when the end is stored, exceptionally if it cannot be
   */
  CompletionStage<?> keep(String messageId, Final end);
}
