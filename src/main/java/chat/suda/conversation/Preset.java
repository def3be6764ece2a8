package chat.suda.conversation;

import chat.suda.provider.Parameters;
import chat.suda.stream.Json;

/**
 * A template for new conversations.
 *
 * @param id or {@code null} before it is stored, as the times
 * @param model, systemPrompt or {@code null}
 * @param parameters its members, never itself, may be {@code null}
 * @param tools the names of the tools, as a JSON array, or {@code null} for all
 * @param shared whether all people see it
 */
public record Preset(
    String id,
    String name,
    String model,
    String systemPrompt,
    Parameters parameters,
    String tools,
    boolean shared,
    String createdAt,
    String updatedAt) {

  /** The contract's object. */
  public String json() {
    Json json =
        Json.object()
            .add("id", id)
            .add("name", name)
            .add("model", model)
            .add("systemPrompt", systemPrompt);
    return ParametersJson.add(json, parameters)
        .addRaw("tools", tools == null ? "null" : tools)
        .add("shared", shared)
        .add("createdAt", createdAt)
        .add("updatedAt", updatedAt)
        .end();
  }
}
