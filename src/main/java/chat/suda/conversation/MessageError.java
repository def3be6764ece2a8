package chat.suda.conversation;

/**
 * Why an answer failed.
 *
 * @param code such as {@code idle_timeout}
 * @param message for people
 */
public record MessageError(String code, String message, boolean retryable) {}
