package chat.suda.generation;

/** What nodes share does not answer now: a log, and so what is running. */
public final class UnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnavailableException(Throwable cause) {
    super(cause);
  }
}
