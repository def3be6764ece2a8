package chat.suda.limits;

/**
 * The usage of one answer, or of one short call of a model.
 *
 * @param id of the answer's message
 * @param person or {@code null} if unknown
 * @param model as callers know it
 * @param answer whether it is an answer; titles are not
 * @param promptTokens, completionTokens as the model server counted them, else estimated
 */
public record UsageEntry(
    String id,
    String person,
    String model,
    boolean answer,
    boolean failed,
    long promptTokens,
    long completionTokens) {}
