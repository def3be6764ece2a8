package chat.suda.provider;

import java.util.ArrayList;
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

  public Prompt with(List<Turn> others) {
    return new Prompt(model, others, parameters, begun);
  }

  public Prompt with(String otherModel) {
    return new Prompt(otherModel, turns, parameters, begun);
  }

  public Prompt with(Parameters others) {
    return new Prompt(model, turns, others, begun);
  }

  /** How long all its texts are, in UTF-16 code units. */
  public int length() {
    return turns.stream().mapToInt(turn -> turn.content().length()).sum();
  }

  /** The same with adjacent turns of one role joined by a blank line. */
  public Prompt alternating() {
    List<Turn> joined = new ArrayList<>(turns.size());
    for (Turn turn : turns) {
      Turn before = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (before != null && before.role() == turn.role()) {
        String text = before.content() + "\n\n" + turn.content();
        List<Image> images = new ArrayList<>(before.images());
        images.addAll(turn.images());
        joined.set(joined.size() - 1, new Turn(turn.role(), text, images));
      } else {
        joined.add(turn);
      }
    }
    return joined.size() == turns.size() ? this : with(joined);
  }

  /**
   * The same without its oldest turns, beginning with a question. Instructions and the last turn
   * stay, however long they are.
   *
   * @param chars how long it may be, in UTF-16 code units
   */
  public Prompt limitedTo(int chars) {
    List<Turn> kept =
        new ArrayList<>(turns.stream().filter(t -> t.role().isInstruction()).toList());
    int instructions = kept.size();
    long left = chars - kept.stream().mapToLong(turn -> turn.content().length()).sum();
    for (int i = turns.size() - 1; i >= 0; i--) {
      Turn turn = turns.get(i);
      if (!turn.role().isInstruction()) {
        left -= turn.content().length();
        if (left < 0 && kept.size() > instructions) {
          break;
        }
        kept.add(instructions, turn);
      }
    }
    while (kept.size() > instructions + 1 && kept.get(instructions).role() == Role.ASSISTANT) {
      kept.remove(instructions);
    }
    return kept.size() == turns.size() ? this : with(kept);
  }

  /** Whether a turn shows an image. */
  public boolean hasImages() {
    return turns.stream().anyMatch(turn -> !turn.images().isEmpty());
  }

  /**
   * One message of the conversation.
   *
   * @param images what is shown with it
   */
  public record Turn(Role role, String content, List<Image> images) {

    public Turn {
      Objects.requireNonNull(role, "role");
      Objects.requireNonNull(content, "content");
      images = List.copyOf(images);
    }

    public Turn(Role role, String content) {
      this(role, content, List.of());
    }

    /** The same with another text. */
    public Turn with(String text) {
      return new Turn(role, text, images);
    }
  }

  /**
   * An image that the model is shown.
   *
   * @param id the attachment's
   * @param type its media type
   * @param data the encoded image, not to be changed; {@code null} where it is to be read again
   */
  public record Image(String id, String type, byte[] data) {}

  /** Who speaks, by the names of OpenAI's chat completions. */
  public enum Role {
    SYSTEM,
    DEVELOPER,
    USER,
    ASSISTANT;

    /** Whether it tells the model how to answer, and is no part of the conversation. */
    public boolean isInstruction() {
      return this == SYSTEM || this == DEVELOPER;
    }

    /** The name on the wire, such as {@code user}. */
    public String wireName() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
