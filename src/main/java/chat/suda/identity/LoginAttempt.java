package chat.suda.identity;

/**
 * Somebody has tried to log in, or a login has ended: an event of CDI, for whoever records it.
 *
 * @param who the person's id, or {@code null} where that is not known
 * @param from the address that the request came from, or {@code null}
 * @param action {@code login}, {@code logout}, or {@code access}: a call that is refused
 * @param outcome {@code success}, or why not: {@code state}, {@code refused}, {@code token}, {@code
 *     role}, {@code disabled}, {@code away}
 */
public record LoginAttempt(String who, String from, String action, String outcome) {}
