package chat.suda.provider.openai;

import java.io.IOException;

/** A server has answered a call with an error. Its message must not be shown. */
final class RefusedCallException extends IOException {

  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param text the server's full answer
   */
  RefusedCallException(int status, String text) {
    super(text);
    this.status = status;
  }

  /** Whether the server rejects this request, so that an adapted one may succeed. */
  boolean isRefusal() {
    return status < 300 || isRefusal(status);
  }

  /** Whether the same request may succeed later. */
  boolean mayPass() {
    return status >= 500;
  }

  /** Likewise, by the status only. */
  static boolean isRefusal(int status) {
    return switch (status) {
      case 400, 413, 422, 500 -> true;
      // OpenRouter, if none of a model's providers accepts the request.
      case 404 -> true;
      default -> false;
    };
  }
}
