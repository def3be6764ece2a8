package chat.suda.provider;

import java.util.List;
import java.util.Objects;

/**
 * What the model is asked.
 *
 * @param model the model's name as the upstream knows it
 * @param turns the conversation so far, oldest first, not empty
 * @param parameters how to sample
 * @param begun how the answer begins already, for a model that {@linkplain Provider#continues goes
 *     on from there}; else empty
 */
public record Prompt(String model, List<Turn> turns, Parameters parameters, String begun) {

  public Prompt {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(parameters, "parameters");
    Objects.requireNonNull(begun, "begun");
    turns = List.copyOf(turns);
    if (turns.isEmpty()) {
      throw new IllegalArgumentException("turns: none given");
    }
  }

  /** For a whole answer. */
  public Prompt(String model, List<Turn> turns, Parameters parameters) {
    this(model, turns, parameters, "");
  }

  /** The same question, for the rest of its answer. */
  public Prompt begun(String text) {
    return new Prompt(model, turns, parameters, text);
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
