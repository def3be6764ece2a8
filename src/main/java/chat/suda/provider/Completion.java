package chat.suda.provider;

import java.util.List;
import java.util.Objects;

/**
 * The successful end of an answer.
 *
 * @param finishReason as the model gave it, such as {@code stop} or {@code length}; never {@code
 *     null}
 * @param model the model that answered, as the upstream names it, or {@code null}
 * @param usage as counted upstream, or {@code null}
 * @param toolCalls the calls that the model requests before it continues, usually none
 */
public record Completion(String finishReason, String model, Usage usage, List<ToolCall> toolCalls) {

  public Completion {
    Objects.requireNonNull(finishReason, "finishReason");
    toolCalls = List.copyOf(toolCalls);
  }

  /** A completion without calls. */
  public Completion(String finishReason, String model, Usage usage) {
    this(finishReason, model, usage, List.of());
  }
}
