package chat.suda.provider;

import java.util.Objects;

/**
 * The reason for which an answer failed.
 *
 * @param code the kind of failure
 * @param message for people, in English; without secrets or internal addresses
 */
public record Failure(Code code, String message) {

  public Failure {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(message, "message");
  }

  public boolean retryable() {
    return code.retryable;
  }

  /** The kind of failure. The names, in lower case, are part of the contract with clients. */
  public enum Code {
    /** The upstream could not be reached. */
    UNREACHABLE(true),
    /** The upstream rejected the key. */
    UNAUTHORIZED(false),
    /** The upstream rejected the request. */
    REJECTED(false),
    /** The model accepts no images, and the prompt has some. */
    NO_IMAGES(false),
    /** The upstream's rate limit is reached. */
    RATE_LIMITED(true),
    /** The upstream reported an error. */
    UPSTREAM_ERROR(true),
    /** No first token in time. */
    FIRST_TOKEN_TIMEOUT(true),
    /** The upstream stopped sending during an answer. */
    IDLE_TIMEOUT(true),
    /** The stream ended prematurely. */
    TRUNCATED(true),
    /** The answer exceeds this server's maximum length. */
    TOO_LONG(false),
    /** The stream could not be parsed. */
    MALFORMED(true),
    /** This server is shutting down. */
    INTERRUPTED(true),
    /** The answer could not be stored. */
    NOT_KEPT(true);

    private final boolean retryable;

    Code(boolean retryable) {
      this.retryable = retryable;
    }

    /** The name on the wire, such as {@code rate_limited}. */
    public String wireName() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
