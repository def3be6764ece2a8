package chat.suda.provider;

import java.util.Objects;

/**
 * Why an answer failed.
 *
 * @param code what kind of failure, by what a caller can do about it
 * @param message for people, in English; without secrets or inner addresses
 */
public record Failure(Code code, String message) {

  public Failure {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(message, "message");
  }

  public boolean retryable() {
    return code.retryable;
  }

  /** What kind of failure. The names, in lower case, are part of the contract with clients. */
  public enum Code {
    /** The upstream could not be reached. */
    UNREACHABLE(true),
    /** The upstream refused the key. */
    UNAUTHORIZED(false),
    /** The upstream refused the request as wrong. */
    REJECTED(false),
    /** The model takes no images, and was shown some. */
    NO_IMAGES(false),
    /** The upstream asks to slow down. */
    RATE_LIMITED(true),
    /** The upstream failed by its own word. */
    UPSTREAM_ERROR(true),
    /** No first token in time. */
    FIRST_TOKEN_TIMEOUT(true),
    /** Silence in the middle of an answer. */
    IDLE_TIMEOUT(true),
    /** The stream ended without saying that it was complete. */
    TRUNCATED(true),
    /** The answer is longer than this server takes. */
    TOO_LONG(false),
    /** The stream could not be understood. */
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
