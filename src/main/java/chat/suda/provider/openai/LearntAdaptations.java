package chat.suda.provider.openai;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What has been learnt about each model of one server: how it is asked so that it answers. */
final class LearntAdaptations {

  /** Names of models come from outside, so there is a bound. */
  private static final int MAX_MODELS = 1000;

  private final Map<String, RequestAdaptation> byModel = new ConcurrentHashMap<>();

  RequestAdaptation of(String model) {
    return byModel.getOrDefault(model, RequestAdaptation.NONE);
  }

  /** For all requests to come: asked so, the model has answered. */
  void remember(String model, RequestAdaptation adaptation) {
    if (!adaptation.equals(RequestAdaptation.NONE)
        && (byModel.size() < MAX_MODELS || byModel.containsKey(model))) {
      byModel.merge(model, adaptation, RequestAdaptation::plus);
    }
  }
}
