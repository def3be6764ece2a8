package chat.suda.config;

import java.lang.System.Logger.Level;

/**
 * Why the deployment fails, as one line for whoever started the server: logged at ERROR, and kept
 * in the system property {@value #PROPERTY}, where the launcher of {@code suda.jar} finds it.
 */
public final class StartupFailure {

  private static final String PROPERTY = "chat.suda.startup.failure";

  private StartupFailure() {}

  /** Reports the first reason; returns the exception to be thrown. */
  public static IllegalStateException of(String reason) {
    if (System.getProperty(PROPERTY) == null) {
      System.setProperty(PROPERTY, reason);
      System.getLogger(StartupFailure.class.getName()).log(Level.ERROR, reason);
    }
    return new IllegalStateException(reason);
  }

  /**
   * Likewise, of a key whose value cannot be used because of that failure.
   *
   * @param failure whose innermost message is told, up to its first line break
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

  /** The application is deployed: a later failure is reported anew. */
  public static void clear() {
    System.clearProperty(PROPERTY);
  }
}
