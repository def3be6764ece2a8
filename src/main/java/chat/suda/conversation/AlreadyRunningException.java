package chat.suda.conversation;

/** An answer is running in this conversation. */
public final class AlreadyRunningException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  AlreadyRunningException() {
    super("An answer is running in this conversation");
  }
}
