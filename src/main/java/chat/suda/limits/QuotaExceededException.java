package chat.suda.limits;

import java.time.Instant;

/** A person has used what they may; nothing was counted. */
public final class QuotaExceededException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean tokens;
  private final Instant resumesAt;

  QuotaExceededException(boolean tokens, Instant resumesAt) {
    super(tokens ? "tokens" : "questions");
    this.tokens = tokens;
    this.resumesAt = resumesAt;
  }

  /** Whether it is the tokens of a day, else the questions of a minute. */
  public boolean isOfTokens() {
    return tokens;
  }

  /** When it goes on. */
  public Instant resumesAt() {
    return resumesAt;
  }
}
