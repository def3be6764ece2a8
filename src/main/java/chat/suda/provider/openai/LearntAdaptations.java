package chat.suda.provider.openai;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The known adaptation of each model of one server. */
final class LearntAdaptations {

  /** Bounded, since names of models come from outside. */
  private static final int MAX_MODELS = 1000;

  private final Map<String, RequestAdaptation> byModel = new ConcurrentHashMap<>();

  RequestAdaptation of(String model) {
    return byModel.getOrDefault(model, RequestAdaptation.NONE);
  }

  /** Stores the adaptation for later requests: the model has answered with it. */
  void remember(String model, RequestAdaptation adaptation) {
    if (!adaptation.equals(RequestAdaptation.NONE)
        && (byModel.size() < MAX_MODELS || byModel.containsKey(model))) {
      byModel.merge(model, adaptation, RequestAdaptation::plus);
    }
  }
}
