package chat.suda.provider.openai;

import chat.suda.provider.Failure;
import java.net.http.HttpHeaders;
import java.time.Instant;

/** Maps an HTTP error status to a failure. */
final class HttpError {

  private HttpError() {}

  static AttemptFailure of(int status, HttpHeaders headers, byte[] body, Redaction redaction) {
    UpstreamError error = ErrorParser.parse(body, 0, body.length);
    String message =
        redaction.show(error.message(), "The model server answered with status " + status);
    boolean again = status >= 500 || status == 429 && !error.isQuota();
    return new AttemptFailure(
        new Failure(code(status), message),
        again,
        RetryAfter.of(headers, Instant.now()),
        RefusedCallException.isRefusal(status) ? error.text() : null);
  }

  private static Failure.Code code(int status) {
    return switch (status) {
      case 401, 403 -> Failure.Code.UNAUTHORIZED;
      case 429 -> Failure.Code.RATE_LIMITED;
      case 408, 409, 425 -> Failure.Code.UPSTREAM_ERROR;
      default -> status >= 500 ? Failure.Code.UPSTREAM_ERROR : Failure.Code.REJECTED;
    };
  }
}
