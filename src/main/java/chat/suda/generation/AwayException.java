package chat.suda.generation;

/** What nodes share does not answer now: a log, and so what is running. */
public final class AwayException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  AwayException(Throwable cause) {
    super(cause);
  }
}
