package chat.suda.generation;

/** The shared state of the nodes, such as a log, does not respond now. */
public final class UnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnavailableException(String message) {
    super(message);
  }

  UnavailableException(Throwable cause) {
    super(cause);
  }
}
