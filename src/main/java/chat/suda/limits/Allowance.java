package chat.suda.limits;

/**
 * The limits of one person; 0: no limit.
 *
 * @param tokensPerDay of the model servers, per UTC day
 * @param questionsPerMinute in any 60 seconds
 */
public record Allowance(long tokensPerDay, int questionsPerMinute) {

  public static final Allowance UNLIMITED = new Allowance(0, 0);

  public boolean isLimited() {
    return tokensPerDay > 0 || questionsPerMinute > 0;
  }
}
