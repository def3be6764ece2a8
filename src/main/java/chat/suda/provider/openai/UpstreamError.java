package chat.suda.provider.openai;

import chat.suda.provider.Failure;
import java.util.Locale;

/**
 * An error of an OpenAI-compatible server; each part may be {@code null}.
 *
 * @param message for people, not yet safe to show
 * @param code such as {@code insufficient_quota}, or a status
 * @param type such as {@code invalid_request_error}
 * @param text the full answer, for {@link RequestAdaptation}
 */
record UpstreamError(String message, String code, String type, String text) {

  /** As the failure of an answer that had begun. */
  Failure inStream(Redaction redaction) {
    Failure.Code kind = isRateLimit() ? Failure.Code.RATE_LIMITED : Failure.Code.UPSTREAM_ERROR;
    return new Failure(
        kind, redaction.show(message, "The model server reported an error in its answer"));
  }

  /** The account's quota is used up: a retry is useless. */
  boolean isQuota() {
    return names("insufficient_quota");
  }

  private boolean isRateLimit() {
    return names("rate_limit")
        || names("ratelimit")
        || names("too_many_requests")
        || isQuota()
        || "429".equals(code);
  }

  private boolean names(String word) {
    return contains(code, word) || contains(type, word);
  }

  private static boolean contains(String text, String word) {
    return text != null && text.toLowerCase(Locale.ROOT).contains(word);
  }
}
