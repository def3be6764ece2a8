package chat.suda.limits;

import java.time.Instant;

/** A person's quota is used up; nothing was counted. */
public final class QuotaExceededException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean tokens;
  private final Instant resumesAt;

  QuotaExceededException(boolean tokens, Instant resumesAt) {
    super(tokens ? "tokens" : "questions");
    this.tokens = tokens;
    this.resumesAt = resumesAt;
  }

  /** Whether it is the tokens per day, else the questions per minute. */
  public boolean isOfTokens() {
    return tokens;
  }

  /** When the person may go on. */
  public Instant resumesAt() {
    return resumesAt;
  }
}
