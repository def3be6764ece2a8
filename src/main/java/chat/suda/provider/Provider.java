package chat.suda.provider;

/** A language model that streams its answers. */
public interface Provider {

  /**
   * Asks the model and returns at once; no thread waits for the answer.
   *
   * <p>Calls of the listener are serial, each happens before the next, and exactly one of {@link
   * Listener#completed} and {@link Listener#failed} is the last, unless the exchange is cancelled
   * first.
   */
  Exchange ask(Prompt prompt, Listener listener);

  /** Whether the model can be asked for the rest of an answer that has begun. */
  default boolean continues(String model) {
    return false;
  }

  /**
   * Asks the model for a short answer that is wanted whole. Blocks.
   *
   * @throws java.io.UncheckedIOException if there is no answer; its message may be shown, its cause
   *     not
   */
  default ShortAnswer complete(Prompt prompt) {
    return ShortAnswer.NONE;
  }

  /** What the caller hears of an answer, on the thread that reads all answers: must not block. */
  interface Listener {

    /** More of the answer: all that arrived with one read. */
    void delta(Delta delta);

    /** The answer is complete. */
    void completed(Completion completion);

    /** The answer failed; what {@link #delta} brought stays valid. */
    void failed(Failure failure);
  }
}
