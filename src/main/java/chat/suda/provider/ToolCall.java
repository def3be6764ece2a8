package chat.suda.provider;

import java.util.Objects;

/**
 * A call that a model asks for.
 *
 * @param id by which its result is told, of {@code [A-Za-z0-9_.:-]}, 1 to 64 characters
 * @param name of the tool, as the model wrote it
 * @param arguments as the model wrote them, a JSON object if it did right
 */
public record ToolCall(String id, String name, String arguments) {

  public ToolCall {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(arguments, "arguments");
  }
}
