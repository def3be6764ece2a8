package chat.suda.identity;

/** The identity provider is unavailable now, or is not the configured one. */
final class ProviderUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ProviderUnavailableException(String message) {
    super(message);
  }

  ProviderUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
