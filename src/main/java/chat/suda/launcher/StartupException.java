package chat.suda.launcher;

/** Suda cannot start, for a reason that its operator can fix; the message is one line. */
final class StartupException extends Exception {

  private static final long serialVersionUID = 1L;

  StartupException(String message) {
    super(message);
  }
}
