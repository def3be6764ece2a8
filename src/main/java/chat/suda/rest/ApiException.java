package chat.suda.rest;

/** A refused call. {@link ErrorMapper} turns it into a response. */
final class ApiException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String field;
  private final Integer retryAfter;
  private final String code;
  private final transient Object[] arguments;

  /**
   * @param status of HTTP (RFC 9110)
   * @param text a key of {@link LocalizedTexts}
   */
  ApiException(int status, String text, Object... arguments) {
    this(status, null, null, null, text, arguments);
  }

  private ApiException(
      int status, String field, Integer retryAfter, String code, String text, Object... arguments) {
    super(text);
    this.status = status;
    this.field = field;
    this.retryAfter = retryAfter;
    this.code = code;
    this.arguments = arguments;
  }

  /** A field of the request is invalid. */
  static ApiException field(int status, String field, String text, Object... arguments) {
    return new ApiException(status, field, null, null, text, arguments);
  }

  /** Retry after that many seconds. */
  static ApiException later(int status, int retryAfterSeconds, String text, Object... arguments) {
    return new ApiException(status, null, retryAfterSeconds, null, text, arguments);
  }

  /**
   * A quota is used up: 429.
   *
   * @param text with a place for the time at which the person may go on
   */
  static ApiException quota(int retryAfterSeconds, String text, Object... arguments) {
    return new ApiException(429, null, retryAfterSeconds, "quota", text, arguments);
  }

  int status() {
    return status;
  }

  /** The path of the invalid field, such as {@code messages[2].role}, or {@code null}. */
  String field() {
    return field;
  }

  /** Seconds, or {@code null}. */
  Integer retryAfter() {
    return retryAfter;
  }

  /** A code for programs, or {@code null}. */
  String code() {
    return code;
  }

  String message(LocalizedTexts texts) {
    return texts.get(getMessage(), arguments);
  }
}
