package chat.suda.limits;

import java.time.Instant;

/** A person's quota is used up; nothing was counted. */
public final class QuotaExceededException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What is used up. */
  public enum Limit {
    /** The tokens per day. */
    TOKENS,
    /** The tokens per day, by running answers, which may use less. */
    RESERVED_TOKENS,
    /** The questions per minute. */
    QUESTIONS
  }

  private final Limit limit;
  private final Instant resumesAt;

  QuotaExceededException(Limit limit, Instant resumesAt) {
    super(limit.name());
    this.limit = limit;
    this.resumesAt = resumesAt;
  }

  public Limit limit() {
    return limit;
  }

  /** When the person may go on. */
  public Instant resumesAt() {
    return resumesAt;
  }
}
