package chat.suda.limits;

/**
 * What one person may use; 0 is no limit.
 *
 * @param tokensPerDay of the model servers, on a day of UTC
 * @param questionsPerMinute in any 60 seconds
 */
public record Allowance(long tokensPerDay, int questionsPerMinute) {

  public static final Allowance UNLIMITED = new Allowance(0, 0);

  public boolean isLimited() {
    return tokensPerDay > 0 || questionsPerMinute > 0;
  }
}
