package chat.suda.provider;

import java.util.Objects;

/**
 * How an answer ended well.
 *
 * @param finishReason the model's own word, such as {@code stop} or {@code length}; never {@code
 *     null}
 * @param model the model that answered, as the upstream names it, or {@code null}
 * @param usage what was counted, or {@code null}
 */
public record Completion(String finishReason, String model, Usage usage) {

  public Completion {
    Objects.requireNonNull(finishReason, "finishReason");
  }
}
