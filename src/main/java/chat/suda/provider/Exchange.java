package chat.suda.provider;

import java.util.concurrent.CompletionStage;

/** A running request to a model. */
public interface Exchange {

  /**
   * Cancels the answer and closes the connection to the model. Idempotent; no effect after the end.
   *
   * @return completes, always normally, once the connection is closed; the listener is not called
   *     afterwards
   */
  CompletionStage<Void> cancel();
}
