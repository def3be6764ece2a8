package chat.suda.provider.openai;

import java.io.IOException;

/** A server has answered a call with an error. Its message may not be shown. */
final class RefusedCallException extends IOException {

  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param text all that the server has said
   */
  RefusedCallException(int status, String text) {
    super(text);
    this.status = status;
  }

  /** Whether the server refuses the request as it is, so that another may suit it better. */
  boolean isRefusal() {
    return status < 300 || isRefusal(status);
  }

  /** Whether the same request may be answered another time. */
  boolean mayPass() {
    return status >= 500;
  }

  /** Likewise, by a status alone. */
  static boolean isRefusal(int status) {
    return switch (status) {
      case 400, 413, 422, 500 -> true;
      // OpenRouter, where none of a model's providers takes the request.
      case 404 -> true;
      default -> false;
    };
  }
}
