package chat.suda.conversation;

/**
 * A conversation that others may look at.
 *
 * @param token who knows it may, as far as the configuration lets them
 * @param owner whose conversation it is; not for others
 * @param createdAt ISO-8601, UTC
 */
public record Share(String token, String conversationId, String owner, String createdAt) {}
