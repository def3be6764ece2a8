package chat.suda.generation;

import chat.suda.provider.Prompt;

/**
 * What an answer is asked for.
 *
 * @param owner the user that it will belong to, or {@code null} for nobody's
 * @param conversationId where it belongs; one answer at a time
 * @param prompt what the model is asked
 * @param failurePrefix what goes before the message of a failure
 */
public record AnswerRequest(
    String owner, String conversationId, Prompt prompt, String failurePrefix) {}
