package chat.suda.provider;

import java.util.List;
import java.util.Objects;

/**
 * How an answer ended well.
 *
 * @param finishReason the model's own word, such as {@code stop} or {@code length}; never {@code
 *     null}
 * @param model the model that answered, as the upstream names it, or {@code null}
 * @param usage what was counted, or {@code null}
 * @param toolCalls what the model asks for before it goes on, mostly nothing
 */
public record Completion(String finishReason, String model, Usage usage, List<ToolCall> toolCalls) {

  public Completion {
    Objects.requireNonNull(finishReason, "finishReason");
    toolCalls = List.copyOf(toolCalls);
  }

  /** Without calls. */
  public Completion(String finishReason, String model, Usage usage) {
    this(finishReason, model, usage, List.of());
  }
}
