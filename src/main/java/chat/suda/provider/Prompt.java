package chat.suda.provider;

import java.util.List;
import java.util.Objects;

/**
 * What the model is asked.
 *
 * @param model the model's name as the upstream knows it
 * @param turns the conversation so far, oldest first, not empty
 * @param parameters how to sample
 */
public record Prompt(String model, List<Turn> turns, Parameters parameters) {

  public Prompt {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(parameters, "parameters");
    turns = List.copyOf(turns);
    if (turns.isEmpty()) {
      throw new IllegalArgumentException("turns: none given");
    }
  }

  /** One message of the conversation. */
  public record Turn(Role role, String content) {

    public Turn {
      Objects.requireNonNull(role, "role");
      Objects.requireNonNull(content, "content");
    }
  }

  /** Who speaks, by the names of OpenAI's chat completions. */
  public enum Role {
    SYSTEM,
    DEVELOPER,
    USER,
    ASSISTANT;

    /** The name on the wire, such as {@code user}. */
    public String wireName() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
