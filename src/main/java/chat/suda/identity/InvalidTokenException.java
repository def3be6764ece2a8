package chat.suda.identity;

/** A token is not one of ours, or not any more. Its message holds nothing of the token. */
final class InvalidTokenException extends Exception {

  private static final long serialVersionUID = 1L;

  InvalidTokenException(String reason) {
    super(reason);
  }
}
