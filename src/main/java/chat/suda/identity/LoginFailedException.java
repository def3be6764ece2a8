package chat.suda.identity;

/** A login has failed. The message is for the log and contains no secret. */
final class LoginFailedException extends Exception {

  private static final long serialVersionUID = 1L;

  /** The reason for the person; also the outcome in metrics. */
  enum Reason {
    STATE(400),
    REFUSED(403),
    TOKEN(400),
    ROLE(403),
    DISABLED(403),
    AWAY(503);

    final int status;

    Reason(int status) {
      this.status = status;
    }
  }

  private final Reason reason;

  LoginFailedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
