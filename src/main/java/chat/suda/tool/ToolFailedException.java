package chat.suda.tool;

/** A call has failed; the message is for the model and the user, without addresses or secrets. */
public final class ToolFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ToolFailedException(String message) {
    super(message);
  }

  ToolFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
