package chat.suda.generation;

import chat.suda.provider.Failure;

/**
 * How an answer ended.
 *
 * @param state {@code complete}, {@code stopped}, {@code failed} or {@code interrupted}
 * @param length of its text, in UTF-16 code units
 * @param failure why it failed, else {@code null}
 */
public record AnswerResult(String state, int length, Failure failure) {

  private static final Failure ELSEWHERE =
      new Failure(Failure.Code.INTERRUPTED, "Another server goes on with the answer");

  static final String COMPLETE = "complete";
  static final String STOPPED = "stopped";
  public static final String INTERRUPTED = "interrupted";

  /** The answer continues on another node. */
  static AnswerResult elsewhere(int length) {
    return new AnswerResult(INTERRUPTED, length, ELSEWHERE);
  }

  /** Whether it could not be stored. */
  boolean isUnkept() {
    return failure != null && failure.code() == Failure.Code.NOT_KEPT;
  }

  boolean isElsewhere() {
    return failure == ELSEWHERE;
  }
}
