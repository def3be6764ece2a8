package chat.suda.provider;

import java.util.Objects;

/**
 * A tool offered to a model.
 *
 * @param name 1 to 64 of {@code [A-Za-z0-9_-]}
 * @param description for the model
 * @param schema of its arguments: a JSON Schema object as text
 */
public record ToolDefinition(String name, String description, String schema) {

  public ToolDefinition {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(schema, "schema");
  }
}
