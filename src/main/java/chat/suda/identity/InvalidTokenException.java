package chat.suda.identity;

/** A token is invalid or has expired. The message contains nothing of the token. */
final class InvalidTokenException extends Exception {

  private static final long serialVersionUID = 1L;

  InvalidTokenException(String reason) {
    super(reason);
  }
}
