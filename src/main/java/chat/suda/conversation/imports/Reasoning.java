package chat.suda.conversation.imports;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of an answer, and the reasoning that stood before it.
 *
 * @param reasoning or {@code null}
 */
record Reasoning(String reasoning, String content) {

  /** As the model wrote it. */
  private static final Pattern TAGGED =
      Pattern.compile("\\s*<think>(.*?)</think>\\s*(\\S.*)", Pattern.DOTALL);

  /**
   * @param reasoning that is known to be it, or {@code null}
   */
  static Reasoning of(String reasoning, String content) {
    if (reasoning != null && !reasoning.isBlank()) {
      return new Reasoning(reasoning, content);
    }
    Matcher tagged = TAGGED.matcher(content);
    return tagged.matches()
        ? new Reasoning(tagged.group(1).isBlank() ? null : tagged.group(1), tagged.group(2))
        : new Reasoning(null, content);
  }
}
