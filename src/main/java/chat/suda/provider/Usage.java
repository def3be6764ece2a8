package chat.suda.provider;

/** Tokens as the upstream counted them. */
public record Usage(long promptTokens, long completionTokens, long totalTokens) {

  /** The sum of both; {@code null} counts as zero. */
  public static Usage sum(Usage one, Usage other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return new Usage(
        one.promptTokens + other.promptTokens,
        one.completionTokens + other.completionTokens,
        one.totalTokens + other.totalTokens);
  }
}
