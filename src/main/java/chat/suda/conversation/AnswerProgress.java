package chat.suda.conversation;

/**
 * The text of an answer so far.
 *
 * @param reasoning likewise, or {@code null}
 * @param cursor the id in the event log that corresponds exactly to these texts
 * @param token of the lease under which it is written
 */
public record AnswerProgress(
    String messageId, String content, String reasoning, String cursor, long token) {}
