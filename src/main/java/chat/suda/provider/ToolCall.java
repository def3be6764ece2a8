package chat.suda.provider;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A tool call requested by a model.
 *
 * @param id identifies its result, of {@code [A-Za-z0-9_.:-]}, 1 to 64 characters
 * @param name of the tool, as the model wrote it
 * @param arguments as the model wrote them, a JSON object if it did right
 * @param extra a JSON object that the model's server wants back with the call's result, such as
 *     Gemini's signature of a thought, or {@code null}
 */
public record ToolCall(String id, String name, String arguments, String extra) {

  private static final int SHORT_CHARS = 9;

  private static final Pattern SHORT = Pattern.compile("[A-Za-z0-9]{" + SHORT_CHARS + "}");

  public ToolCall {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(arguments, "arguments");
  }

  /** A call without {@code extra}. */
  public ToolCall(String id, String name, String arguments) {
    this(id, name, arguments, null);
  }

  /** The same call with another id. */
  public ToolCall withId(String other) {
    return new ToolCall(other, name, arguments, extra);
  }

  /** The same call with another {@code extra}. */
  public ToolCall withExtra(String other) {
    return new ToolCall(id, name, arguments, other);
  }

  /**
   * An id for a call without one: nine letters and digits, which Mistral's models require and all
   * others accept.
   */
  public static String newId() {
    return shortId(UUID.randomUUID().toString());
  }

  /** A short id derived from another id. */
  public static String shortId(String id) {
    if (SHORT.matcher(id).matches()) {
      return id;
    }
    UUID hash = UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8));
    return hash.toString().replace("-", "").substring(0, SHORT_CHARS);
  }
}
