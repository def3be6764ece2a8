package chat.suda.provider;

/**
 * Sampling parameters, in the ranges of OpenAI's chat completions. A {@code null} is left to the
 * model; a zero is a zero.
 *
 * @param temperature 0 to 2
 * @param maxTokens at least 1
 * @param topP 0 to 1
 * @param frequencyPenalty -2 to 2
 * @param presencePenalty -2 to 2
 */
public record Parameters(
    Double temperature,
    Integer maxTokens,
    Double topP,
    Double frequencyPenalty,
    Double presencePenalty) {

  public Parameters {
    requireRange("temperature", temperature, 0, 2);
    requireRange("topP", topP, 0, 1);
    requireRange("frequencyPenalty", frequencyPenalty, -2, 2);
    requireRange("presencePenalty", presencePenalty, -2, 2);
    if (maxTokens != null && maxTokens < 1) {
      throw new IllegalArgumentException("maxTokens: must be at least 1");
    }
  }

  private static void requireRange(String name, Double value, int least, int most) {
    if (value != null && !(value >= least && value <= most)) {
      throw new IllegalArgumentException(name + ": must be between " + least + " and " + most);
    }
  }
}
