package chat.suda.conversation;

/**
 * The whole text of an answer so far.
 *
 * @param reasoning likewise, or {@code null}
 * @param cursor the id in the event log at which these texts are exact
 */
public record Growing(String messageId, String content, String reasoning, String cursor) {}
