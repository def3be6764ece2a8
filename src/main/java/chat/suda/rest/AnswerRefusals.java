package chat.suda.rest;

import chat.suda.generation.RefusedException;

/** What HTTP says when an answer cannot be started. */
final class AnswerRefusals {

  private static final int RETRY_SECONDS = 5;

  private AnswerRefusals() {}

  static ApiException toApi(RefusedException refused) {
    return switch (refused.reason()) {
      case ALREADY_RUNNING -> new ApiException(409, "answer.running");
      case USER_LIMIT -> ApiException.later(429, RETRY_SECONDS, "answer.user-limit");
      case NODE_FULL -> ApiException.later(503, RETRY_SECONDS, "answer.node-full");
      case AWAY -> ApiException.later(503, RETRY_SECONDS, "answer.away");
    };
  }
}
