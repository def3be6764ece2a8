package chat.suda.identity;

/**
 * A CDI event: a login was attempted or has ended.
 *
 * @param who the person's id, or {@code null} if unknown
 * @param from the address that the request came from, or {@code null}
 * @param action {@code login}, {@code logout}, or {@code access}: a refused call
 * @param outcome {@code success}, or the reason: {@code state}, {@code refused}, {@code token},
 *     {@code role}, {@code disabled}, {@code away}
 */
public record LoginAttempt(String who, String from, String action, String outcome) {}
