package chat.suda.config;

import java.lang.System.Logger.Level;

/**
 * The reason of a failed deployment, as one line for the operator: logged at ERROR, and stored in
 * the system property {@value #PROPERTY}, which the launcher of {@code suda.jar} reads.
 */
public final class StartupFailure {

  private static final String PROPERTY = "chat.suda.startup.failure";

  private StartupFailure() {}

  /** Reports the first reason; returns the exception to throw. */
  public static IllegalStateException of(String reason) {
    if (System.getProperty(PROPERTY) == null) {
      System.setProperty(PROPERTY, reason);
      System.getLogger(StartupFailure.class.getName()).log(Level.ERROR, reason);
    }
    return new IllegalStateException(reason);
  }

  /**
   * Likewise for a key whose value cannot be used because of that failure.
   *
   * @param failure its innermost message is reported, up to the first line break
   */
  public static IllegalStateException of(String key, Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    IllegalStateException reported = of(key + ": " + message.lines().findFirst().orElse(""));
    reported.initCause(failure);
    return reported;
  }

  /** Clears the reason after a successful deployment. */
  public static void clear() {
    System.clearProperty(PROPERTY);
  }
}
