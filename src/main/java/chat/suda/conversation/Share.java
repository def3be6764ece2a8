package chat.suda.conversation;

/**
 * A conversation that others may look at.
 *
 * @param token who knows it may, as far as the configuration lets them
 * @param owner whose conversation it is; not for others
 * @param createdAt ISO-8601, UTC
 * @param since the id of the position in the owner's log at which it was made: nothing that was
 *     appended before is for others; {@code null} for one that was made before that was kept
 */
public record Share(
    String token, String conversationId, String owner, String createdAt, String since) {}
