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

  int status() {
    return status;
  }

  /** Whether the server refuses the request as it is, so that another may suit it better. */
  static boolean isRefusal(int status) {
    return status == 400 || status == 413 || status == 422 || status == 500;
  }
}
