package chat.suda.provider;

import java.util.concurrent.CompletionStage;

/** One question and its answer under way. */
public interface Exchange {

  /**
   * Stops the answer and closes the connection to the model. Idempotent, and without effect after
   * the end.
   *
   * @return completes normally, and always, once the connection is closed; the listener is not
   *     called any more from then on
   */
  CompletionStage<Void> cancel();
}
