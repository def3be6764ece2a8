package chat.suda.rest;

import chat.suda.generation.RefusedException;
import chat.suda.limits.QuotaExceededException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The HTTP responses for answers that cannot be started. */
final class AnswerRefusals {

  private static final int RETRY_SECONDS = 5;

  private AnswerRefusals() {}

  static ApiException toApi(QuotaExceededException exceeded) {
    Instant again = exceeded.resumesAt().truncatedTo(ChronoUnit.SECONDS);
    long seconds = Math.max(1, Duration.between(Instant.now(), again).toSeconds() + 1);
    String text =
        switch (exceeded.limit()) {
          case TOKENS -> "quota.tokens";
          case RESERVED_TOKENS -> "quota.reserved-tokens";
          case QUESTIONS -> "quota.questions";
        };
    return ApiException.quota((int) seconds, text, again.toString(), seconds);
  }

  static ApiException toApi(RefusedException refused) {
    return switch (refused.reason()) {
      case ALREADY_RUNNING -> new ApiException(409, "answer.running");
      case USER_LIMIT -> ApiException.later(429, RETRY_SECONDS, "answer.user-limit");
      case NODE_FULL -> ApiException.later(503, RETRY_SECONDS, "answer.node-full");
      case AWAY -> ApiException.later(503, RETRY_SECONDS, "answer.away");
    };
  }
}
