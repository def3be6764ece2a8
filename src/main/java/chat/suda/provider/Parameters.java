package chat.suda.provider;

import java.util.List;

/**
 * Sampling parameters, in the ranges of OpenAI's chat completions; {@code null}: the model's
 * default.
 *
 * @param temperature 0 to 2
 * @param maxTokens at least 1
 * @param topP 0 to 1
 * @param frequencyPenalty -2 to 2
 * @param presencePenalty -2 to 2
 * @param reasoningEffort how much to think, one of {@link #EFFORTS}
 */
public record Parameters(
    Double temperature,
    Integer maxTokens,
    Double topP,
    Double frequencyPenalty,
    Double presencePenalty,
    String reasoningEffort) {

  /** The values of {@code reasoningEffort}, in ascending order. */
  public static final List<String> EFFORTS = List.of("minimal", "low", "medium", "high");

  /** The model's defaults. */
  public static final Parameters NONE = new Parameters(null, null, null, null, null, null);

  public Parameters {
    requireRange("temperature", temperature, 0, 2);
    requireRange("topP", topP, 0, 1);
    requireRange("frequencyPenalty", frequencyPenalty, -2, 2);
    requireRange("presencePenalty", presencePenalty, -2, 2);
    if (maxTokens != null && maxTokens < 1) {
      throw new IllegalArgumentException("maxTokens: must be at least 1");
    }
    if (reasoningEffort != null && !EFFORTS.contains(reasoningEffort)) {
      throw new IllegalArgumentException(
          "reasoningEffort: must be one of " + String.join(", ", EFFORTS));
    }
  }

  private static void requireRange(String name, Double value, int least, int most) {
    if (value != null && !(value >= least && value <= most)) {
      throw new IllegalArgumentException(name + ": must be between " + least + " and " + most);
    }
  }
}
