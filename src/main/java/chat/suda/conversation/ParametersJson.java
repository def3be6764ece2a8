package chat.suda.conversation;

import chat.suda.provider.Parameters;
import chat.suda.stream.Json;

/** The contract's {@code parameters}, a member of conversations and presets. */
final class ParametersJson {

  private ParametersJson() {}

  static Json add(Json to, Parameters parameters) {
    return to.open("parameters")
        .add("temperature", parameters.temperature())
        .add("maxTokens", parameters.maxTokens())
        .add("topP", parameters.topP())
        .add("frequencyPenalty", parameters.frequencyPenalty())
        .add("presencePenalty", parameters.presencePenalty())
        .add("reasoningEffort", parameters.reasoningEffort())
        .close();
  }
}
