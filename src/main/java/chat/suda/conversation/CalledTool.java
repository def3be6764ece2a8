package chat.suda.conversation;

import chat.suda.provider.Prompt;
import chat.suda.provider.ToolCall;
import chat.suda.stream.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A call of a tool in an answer.
 *
 * @param callId of the message's calls, one each
 * @param name of the tool, as the model wrote it
 * @param arguments likewise
 * @param result what the tool has said, cut; or {@code null}
 * @param error why it failed or was refused, or {@code null}
 * @param round the model's first calls are of round 1, those after their results of round 2
 * @param offset how much of the answer's text came before it, in UTF-16 code units
 * @param extra the value that the model's server expects back, see {@link ToolCall#extra}; stored,
 *     and sent to no one else
 */
public record CalledTool(
    String callId,
    String name,
    String arguments,
    State state,
    String result,
    String error,
    int round,
    int offset,
    String extra) {

  /** The state of a call. */
  public enum State {
    /** Waits for the user's decision. */
    WAITING,
    RUNNING,
    DONE,
    FAILED,
    /** Refused by the user, or for want of a decision in time. */
    REFUSED;

    /** The name on the wire, such as {@code waiting}. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    public boolean isOpen() {
      return this == WAITING || this == RUNNING;
    }
  }

  public CalledTool {
    Objects.requireNonNull(callId, "callId");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(arguments, "arguments");
    Objects.requireNonNull(state, "state");
  }

  /** The same call in a later state. */
  public CalledTool as(State newState, String newResult, String newError) {
    return new CalledTool(
        callId, name, arguments, newState, newResult, newError, round, offset, extra);
  }

  /** The same call after the end of its answer: an open call is closed. */
  public CalledTool cut(String why) {
    return switch (state) {
      case WAITING -> as(State.REFUSED, null, why);
      case RUNNING -> as(State.FAILED, null, why);
      default -> this;
    };
  }

  /** The contract's object. */
  public String json() {
    return members().end();
  }

  private Json members() {
    return Json.object()
        .add("callId", callId)
        .add("name", name)
        .add("arguments", arguments)
        .add("state", state.wireName())
        .add("result", result)
        .add("error", error)
        .add("round", round)
        .add("offset", offset);
  }

  private String stored() {
    return extra == null ? json() : members().add("extra", extra).end();
  }

  private ToolCall asked(boolean own) {
    return new ToolCall(callId, name, arguments, own ? extra : null);
  }

  /** The result for the model. */
  private String told() {
    return switch (state) {
      case DONE -> Objects.requireNonNullElse(result, "");
      case REFUSED -> "Refused: " + Objects.requireNonNullElse(error, "");
      default -> "Error: " + Objects.requireNonNullElse(error, "there is no result");
    };
  }

  /** The JSON to store; {@code null} for no calls. */
  static String text(List<CalledTool> calls) {
    return calls.isEmpty()
        ? null
        : TextNormalizer.storable(
            "[" + String.join(",", calls.stream().map(CalledTool::stored).toList()) + "]");
  }

  static List<CalledTool> parse(String text) {
    if (text == null) {
      return List.of();
    }
    JsonArray array;
    try (JsonReader reader = jakarta.json.Json.createReader(new StringReader(text))) {
      array = reader.readArray();
    }
    return array.getValuesAs(JsonObject.class).stream().map(CalledTool::of).toList();
  }

  private static CalledTool of(JsonObject call) {
    return new CalledTool(
        call.getString("callId"),
        call.getString("name"),
        call.getString("arguments"),
        State.valueOf(call.getString("state").toUpperCase(Locale.ROOT)),
        call.getString("result", null),
        call.getString("error", null),
        call.getInt("round"),
        call.getInt("offset"),
        call.getString("extra", null));
  }

  /** The length of their texts in a prompt, in UTF-16 code units. */
  static int length(List<CalledTool> calls) {
    return calls.stream().mapToInt(call -> call.arguments.length() + call.told().length()).sum();
  }

  /**
   * The turns of a stored answer for a model: calls and results in pairs, with the text between.
   *
   * @param reasoning of the whole answer, or {@code null}; it is attributed to its first calls
   * @param own whether this model gave the answer: a server rejects the {@code extra} of another
   */
  static List<Prompt.Turn> turns(
      String content, String reasoning, List<CalledTool> calls, boolean own) {
    List<Prompt.Turn> turns = new ArrayList<>();
    int from = 0;
    for (int first = 0; first < calls.size(); ) {
      CalledTool call = calls.get(first);
      int end = first;
      while (end < calls.size() && calls.get(end).round == call.round) {
        end++;
      }
      List<CalledTool> round = calls.subList(first, end);
      int to = Math.max(from, Math.min(call.offset, content.length()));
      turns.add(
          Prompt.Turn.calling(
              content.substring(from, to),
              round.stream().map(it -> it.asked(own)).toList(),
              own && first == 0 ? reasoning : null));
      round.forEach(it -> turns.add(Prompt.Turn.result(it.callId, it.told())));
      from = to;
      first = end;
    }
    if (from < content.length()) {
      turns.add(new Prompt.Turn(Prompt.Role.ASSISTANT, content.substring(from)));
    }
    return turns;
  }
}
