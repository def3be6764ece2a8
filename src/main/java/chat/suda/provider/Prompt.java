package chat.suda.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A request to a model.
 *
 * @param model the model's name as the upstream knows it
 * @param turns the conversation so far, oldest first, not empty
 * @param parameters how to sample
 * @param begun how the answer begins already, for a model that {@linkplain Provider#continues goes
 *     on from there}; else empty
 * @param tools that the model may ask for
 */
public record Prompt(
    String model,
    List<Turn> turns,
    Parameters parameters,
    String begun,
    List<ToolDefinition> tools) {

  /** Stands for a missing answer. */
  private static final Turn CUT_SHORT = new Turn(Role.ASSISTANT, "(This answer was cut short.)");

  public Prompt {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(parameters, "parameters");
    Objects.requireNonNull(begun, "begun");
    turns = List.copyOf(turns);
    tools = List.copyOf(tools);
    if (turns.isEmpty()) {
      throw new IllegalArgumentException("turns: none given");
    }
  }

  /** A prompt for a whole answer. */
  public Prompt(String model, List<Turn> turns, Parameters parameters) {
    this(model, turns, parameters, "", List.of());
  }

  /** The same prompt, for the rest of its answer. */
  public Prompt begun(String text) {
    return new Prompt(model, turns, parameters, text, tools);
  }

  public Prompt with(List<Turn> others) {
    return new Prompt(model, others, parameters, begun, tools);
  }

  public Prompt with(String otherModel) {
    return new Prompt(otherModel, turns, parameters, begun, tools);
  }

  public Prompt with(Parameters others) {
    return new Prompt(model, turns, others, begun, tools);
  }

  /** The same prompt with other tools. */
  public Prompt withTools(List<ToolDefinition> others) {
    return new Prompt(model, turns, parameters, begun, others);
  }

  /** The same prompt for a model without tools: calls and results are left out. */
  public Prompt withoutTools() {
    List<Turn> others = new ArrayList<>(turns.size());
    for (Turn turn : turns) {
      boolean nothing = !turn.toolCalls().isEmpty() && turn.content().isEmpty();
      if (turn.role() != Role.TOOL && !nothing) {
        others.add(new Turn(turn.role(), turn.content(), turn.images()));
      }
    }
    return with(others).withTools(List.of());
  }

  /** The length of all texts, in UTF-16 code units. */
  public int length() {
    return turns.stream().mapToInt(Turn::length).sum();
  }

  /**
   * The same prompt with adjacent turns of one role joined by a blank line, and an answer inserted
   * where a question directly follows the results of calls, as after a stop.
   */
  public Prompt alternating() {
    List<Turn> joined = new ArrayList<>(turns.size());
    for (Turn turn : turns) {
      Turn before = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (before != null && before.isJoinedBy(turn)) {
        String text = before.content() + "\n\n" + turn.content();
        List<Image> images = new ArrayList<>(before.images());
        images.addAll(turn.images());
        joined.set(joined.size() - 1, new Turn(turn.role(), text, images));
      } else {
        if (before != null && before.role() == Role.TOOL && turn.role() == Role.USER) {
          joined.add(CUT_SHORT);
        }
        joined.add(turn);
      }
    }
    return joined.equals(turns) ? this : with(joined);
  }

  /**
   * The same prompt without its oldest turns, beginning with a question. Instructions and the last
   * turn are kept regardless of their length.
   *
   * @param chars maximum length, in UTF-16 code units
   */
  public Prompt limitedTo(int chars) {
    List<Turn> kept =
        new ArrayList<>(turns.stream().filter(t -> t.role().isInstruction()).toList());
    int instructions = kept.size();
    long left = chars - kept.stream().mapToLong(Turn::length).sum();
    int last = lastQuestion();
    for (int i = turns.size() - 1; i >= 0; i--) {
      Turn turn = turns.get(i);
      if (!turn.role().isInstruction()) {
        left -= turn.length();
        if (left < 0 && i < last) {
          break;
        }
        kept.add(instructions, turn);
      }
    }
    while (kept.size() > instructions + 1 && kept.get(instructions).isOfTheModel()) {
      kept.remove(instructions);
    }
    return kept.size() == turns.size() ? this : with(kept);
  }

  /** Whether a turn contains an image. */
  public boolean hasImages() {
    return turns.stream().anyMatch(turn -> !turn.images().isEmpty());
  }

  /** The index of the first turn to keep: the last one, or its question if it is a result. */
  private int lastQuestion() {
    int at = turns.size() - 1;
    while (at > 0
        && turns.get(turns.size() - 1).role() == Role.TOOL
        && turns.get(at).isOfTheModel()) {
      at--;
    }
    return at;
  }

  /**
   * One message of the conversation.
   *
   * @param images attached to it
   * @param toolCalls the calls that the model requests in it; the results follow, one turn each
   * @param toolCallId the call whose result a turn of {@link Role#TOOL} is, else {@code null}
   * @param reasoning of the model before its calls, for servers that want it back, else {@code
   *     null}
   */
  public record Turn(
      Role role,
      String content,
      List<Image> images,
      List<ToolCall> toolCalls,
      String toolCallId,
      String reasoning) {

    public Turn {
      Objects.requireNonNull(role, "role");
      Objects.requireNonNull(content, "content");
      images = List.copyOf(images);
      toolCalls = List.copyOf(toolCalls);
      if ((role == Role.TOOL) != (toolCallId != null)) {
        throw new IllegalArgumentException("toolCallId: of results alone");
      }
    }

    /** A turn without calls. */
    public Turn(Role role, String content) {
      this(role, content, List.of(), List.of(), null, null);
    }

    public Turn(Role role, String content, List<Image> images) {
      this(role, content, images, List.of(), null, null);
    }

    /** A turn of the model, with the calls that it requests. */
    public static Turn calling(String content, List<ToolCall> toolCalls, String reasoning) {
      return new Turn(Role.ASSISTANT, content, List.of(), toolCalls, null, reasoning);
    }

    /** The same turn with another text. */
    public Turn with(String text) {
      return new Turn(role, text, images, toolCalls, toolCallId, reasoning);
    }

    /** The same turn with other images. */
    public Turn with(List<Image> others) {
      return new Turn(role, content, others, toolCalls, toolCallId, reasoning);
    }

    /** The same turn with other calls. */
    public Turn withCalls(UnaryOperator<ToolCall> form) {
      List<ToolCall> others = toolCalls.stream().map(form).toList();
      return new Turn(role, content, images, others, toolCallId, reasoning);
    }

    /** The same turn with {@linkplain ToolCall#shortId short ids} for its calls, or its call. */
    public Turn withShortCallIds() {
      return new Turn(
          role,
          content,
          images,
          toolCalls.stream().map(call -> call.withId(ToolCall.shortId(call.id()))).toList(),
          toolCallId == null ? null : ToolCall.shortId(toolCallId),
          reasoning);
    }

    /** The same turn with another reasoning, or {@code null}. */
    public Turn withReasoning(String other) {
      return new Turn(role, content, images, toolCalls, toolCallId, other);
    }

    /** The result of a tool. */
    public static Turn result(String toolCallId, String content) {
      return new Turn(Role.TOOL, content, List.of(), List.of(), toolCallId, null);
    }

    private boolean isJoinedBy(Turn next) {
      return role == next.role
          && role != Role.TOOL
          && toolCalls.isEmpty()
          && next.toolCalls.isEmpty();
    }

    private boolean isOfTheModel() {
      return role == Role.ASSISTANT || role == Role.TOOL;
    }

    /** The length of its texts, in UTF-16 code units. */
    private int length() {
      int length = content.length() + (reasoning == null ? 0 : reasoning.length());
      for (ToolCall call : toolCalls) {
        length += call.arguments().length();
      }
      return length;
    }
  }

  /**
   * An image for the model.
   *
   * @param id the attachment's
   * @param type its media type
   * @param data the encoded image, not to be modified; {@code null}: to be loaded again
   */
  public record Image(String id, String type, byte[] data) {}

  /** The role of a turn, named as in OpenAI's chat completions. */
  public enum Role {
    SYSTEM,
    DEVELOPER,
    USER,
    ASSISTANT,
    /** The result of a call. */
    TOOL;

    /** Whether it instructs the model and is not part of the conversation. */
    public boolean isInstruction() {
      return this == SYSTEM || this == DEVELOPER;
    }

    /** The name on the wire, such as {@code user}. */
    public String wireName() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
