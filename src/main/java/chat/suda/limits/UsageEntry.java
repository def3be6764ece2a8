package chat.suda.limits;

/**
 * What one answer, or one short call of a model, has cost.
 *
 * @param id of the answer's message
 * @param person or {@code null} where nobody is known
 * @param model as callers know it
 * @param answer whether it is an answer: titles are not
 * @param promptTokens, completionTokens as the model server counts them, else estimated
 */
public record UsageEntry(
    String id,
    String person,
    String model,
    boolean answer,
    boolean failed,
    long promptTokens,
    long completionTokens) {}
