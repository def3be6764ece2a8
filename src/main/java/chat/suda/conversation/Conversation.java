package chat.suda.conversation;

import chat.suda.provider.Parameters;
import chat.suda.stream.Json;
import java.time.Instant;

/**
 * A conversation as its owner sees it.
 *
 * @param title set by the user or the model, or the first words; {@code null} before the first
 *     message
 * @param model the default of requests, or {@code null}
 * @param parameters likewise; its members, never itself, may be {@code null}
 * @param tools the names of those that the model is offered, as a JSON array, or {@code null} for
 *     all
 * @param activeMessageId the last message of the branch that is shown, or {@code null}
 * @param running whether an answer is being written
 */
public record Conversation(
    String id,
    String title,
    String model,
    String systemPrompt,
    Parameters parameters,
    String tools,
    String activeMessageId,
    boolean running,
    Instant createdAt,
    Instant updatedAt) {

  /** The same with another running state. */
  public Conversation asRunning(boolean then) {
    return new Conversation(
        id,
        title,
        model,
        systemPrompt,
        parameters,
        tools,
        activeMessageId,
        then,
        createdAt,
        updatedAt);
  }

  /** The contract's object; {@code tools} is present only if not all are offered. */
  public String json() {
    Json json =
        Json.object()
            .add("id", id)
            .add("title", title)
            .add("model", model)
            .add("systemPrompt", systemPrompt);
    ParametersJson.add(json, parameters);
    if (tools != null) {
      json.addRaw("tools", tools);
    }
    return json.add("activeMessageId", activeMessageId)
        .add("running", running)
        .add("createdAt", Timestamps.text(createdAt))
        .add("updatedAt", Timestamps.text(updatedAt))
        .end();
  }
}
