package chat.suda.provider.openai;

import chat.suda.provider.Failure;
import java.time.Duration;

/**
 * Why an attempt failed, and whether to retry.
 *
 * @param failure what the caller receives if there is no retry
 * @param again whether to retry, as long as no text has arrived
 * @param delay requested by the upstream before a retry, or {@code null}
 * @param refusal the full text of the server, if an adapted request may succeed, else {@code null}
 */
record AttemptFailure(Failure failure, boolean again, Duration delay, String refusal) {

  static AttemptFailure last(Failure failure) {
    return new AttemptFailure(failure, false, null, null);
  }

  static AttemptFailure last(Failure.Code code, String message) {
    return last(new Failure(code, message));
  }

  static AttemptFailure refused(Failure failure, String refusal) {
    return new AttemptFailure(failure, false, null, refusal);
  }

  static AttemptFailure unreachable() {
    return again(Failure.Code.UNREACHABLE, "The model server could not be reached");
  }

  static AttemptFailure notFound() {
    return last(
        Failure.Code.REJECTED, "The model server takes no questions at the address that is set");
  }

  static AttemptFailure hungUp() {
    return again(
        Failure.Code.UNREACHABLE, "The model server closed the connection without an answer");
  }

  static AttemptFailure truncated() {
    return again(Failure.Code.TRUNCATED, "The model server broke off its answer");
  }

  static AttemptFailure malformed() {
    return last(Failure.Code.MALFORMED, "The model server's answer could not be understood");
  }

  private static AttemptFailure again(Failure.Code code, String message) {
    return new AttemptFailure(new Failure(code, message), true, null, null);
  }
}
