package chat.suda.provider;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A call that a model asks for.
 *
 * @param id by which its result is told, of {@code [A-Za-z0-9_.:-]}, 1 to 64 characters
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

  /** One that nothing is wanted back of. */
  public ToolCall(String id, String name, String arguments) {
    this(id, name, arguments, null);
  }

  /** The same call by another id. */
  public ToolCall withId(String other) {
    return new ToolCall(other, name, arguments, extra);
  }

  /** The same call with this for its model's server. */
  public ToolCall withExtra(String other) {
    return new ToolCall(id, name, arguments, other);
  }

  /**
   * An id for a call that has none of its own: nine letters and digits, which is what Mistral's
   * models take, and all others too.
   */
  public static String newId() {
    return shortId(UUID.randomUUID().toString());
  }

  /** An id like those for another one, always the same. */
  public static String shortId(String id) {
    if (SHORT.matcher(id).matches()) {
      return id;
    }
    UUID hash = UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8));
    return hash.toString().replace("-", "").substring(0, SHORT_CHARS);
  }
}
