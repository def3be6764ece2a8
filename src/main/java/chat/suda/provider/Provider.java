package chat.suda.provider;

/** A language model with streamed answers. */
public interface Provider {

  /**
   * Asks the model and returns at once; no thread waits for the answer.
   *
   * <p>Calls of the listener are serial, each happens before the next, and exactly one of {@link
   * Listener#completed} and {@link Listener#failed} is the last, unless the exchange is cancelled
   * first.
   */
  Exchange ask(Prompt prompt, Listener listener);

  /** Whether the model can continue an answer that has begun. */
  default boolean continues(String model) {
    return false;
  }

  /**
   * Asks the model for a short, unstreamed answer. Blocks.
   *
   * @throws java.io.UncheckedIOException if there is no answer; its message may be shown, its cause
   *     not
   */
  default ShortAnswer complete(Prompt prompt) {
    return ShortAnswer.NONE;
  }

  /** Receives an answer on the thread that reads all answers: must not block. */
  interface Listener {

    /** More of the answer: everything from one read. */
    void delta(Delta delta);

    /** The answer is complete. */
    void completed(Completion completion);

    /** The answer failed; earlier {@link #delta}s remain valid. */
    void failed(Failure failure);
  }
}
