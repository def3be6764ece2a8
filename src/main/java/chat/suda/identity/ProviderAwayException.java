package chat.suda.identity;

/** The identity provider can't be asked now, or is not the one that is configured. */
final class ProviderAwayException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ProviderAwayException(String message) {
    super(message);
  }

  ProviderAwayException(String message, Throwable cause) {
    super(message, cause);
  }
}
