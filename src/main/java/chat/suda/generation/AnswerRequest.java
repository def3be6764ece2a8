package chat.suda.generation;

import chat.suda.provider.Prompt;

/**
 * What an answer is asked for.
 *
 * @param owner the user that it will belong to, or {@code null} for nobody's
 * @param conversationId where it belongs; one answer at a time
 * @param messageId its own id
 * @param prompt what the model is asked
 * @param failurePrefix what goes before the message of a failure
 * @param keeper stores how it ends
 */
public record AnswerRequest(
    String owner,
    String conversationId,
    String messageId,
    Prompt prompt,
    String failurePrefix,
    Keeper keeper) {}
