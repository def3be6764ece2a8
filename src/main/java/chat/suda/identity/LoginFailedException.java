package chat.suda.identity;

/** A login does not come about. The message is for the log and has no secret in it. */
final class LoginFailedException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Why, as the person is told; also the outcome as metrics count it. */
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
