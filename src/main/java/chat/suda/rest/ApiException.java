package chat.suda.rest;

import java.util.List;
import java.util.stream.Stream;

/** A refused call. {@link ErrorMapper} turns it into a response. */
final class ApiException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String field;
  private final Integer retryAfter;
  private final String code;
  private final transient Object[] arguments;

  /** If several fields are invalid, those after the first. */
  private final transient List<ApiException> others;

  /**
   * @param status of HTTP (RFC 9110)
   * @param text a key of {@link LocalizedTexts}
   */
  ApiException(int status, String text, Object... arguments) {
    this(status, null, null, null, List.of(), text, arguments);
  }

  private ApiException(
      int status,
      String field,
      Integer retryAfter,
      String code,
      List<ApiException> others,
      String text,
      Object... arguments) {
    super(text);
    this.status = status;
    this.field = field;
    this.retryAfter = retryAfter;
    this.code = code;
    this.others = others;
    this.arguments = arguments;
  }

  /** A field of the request is invalid. */
  static ApiException field(int status, String field, String text, Object... arguments) {
    return new ApiException(status, field, null, null, List.of(), text, arguments);
  }

  /**
   * Several fields are invalid; the status is that of the first.
   *
   * @param found at least one
   */
  static ApiException all(List<ApiException> found) {
    List<ApiException> each =
        found.stream().flatMap(one -> Stream.concat(Stream.of(one), one.others.stream())).toList();
    ApiException first = each.get(0);
    return new ApiException(
        first.status,
        first.field,
        first.retryAfter,
        first.code,
        each.subList(1, each.size()),
        first.getMessage(),
        first.arguments);
  }

  /** Retry after that many seconds. */
  static ApiException later(int status, int retryAfterSeconds, String text, Object... arguments) {
    return new ApiException(status, null, retryAfterSeconds, null, List.of(), text, arguments);
  }

  /**
   * A quota is used up: 429.
   *
   * @param text with a place for the time at which the person may go on
   */
  static ApiException quota(int retryAfterSeconds, String text, Object... arguments) {
    return new ApiException(429, null, retryAfterSeconds, "quota", List.of(), text, arguments);
  }

  int status() {
    return status;
  }

  /**
   * An invalid field.
   *
   * @param field its path, such as {@code messages[2].role}
   */
  record FieldError(String field, String message) {}

  /** The invalid fields, if it is about fields. */
  List<FieldError> errors(LocalizedTexts texts) {
    return Stream.concat(Stream.of(this), others.stream())
        .filter(one -> one.field != null)
        .map(one -> new FieldError(one.field, one.message(texts)))
        .toList();
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
