package chat.suda.conversation;

/**
 * A shared conversation.
 *
 * @param token gives access, within the configured limits
 * @param owner of the conversation; not for viewers
 * @param createdAt ISO-8601, UTC
 * @param since the id of the position in the owner's log at which it was made: nothing that was
 *     appended before is for others; {@code null} for one that was made before that was kept
 */
public record Share(
    String token, String conversationId, String owner, String createdAt, String since) {}
