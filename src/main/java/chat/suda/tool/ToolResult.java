package chat.suda.tool;

import java.util.Objects;

/**
 * The result of a call.
 *
 * @param text the tool's text
 * @param failed whether the tool reports a failure
 */
public record ToolResult(String text, boolean failed) {

  public ToolResult {
    Objects.requireNonNull(text, "text");
  }
}
