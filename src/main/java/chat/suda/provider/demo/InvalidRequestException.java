package chat.suda.provider.demo;

import java.io.Serial;

/** A request that OpenAI's API would reject with {@code invalid_request_error}. */
final class InvalidRequestException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  private final int status;
  private final String param;

  /**
   * @param status the HTTP status
   * @param param the invalid member of the request, or {@code null}
   */
  InvalidRequestException(int status, String message, String param) {
    super(message);
    this.status = status;
    this.param = param;
  }

  int status() {
    return status;
  }

  String param() {
    return param;
  }
}
