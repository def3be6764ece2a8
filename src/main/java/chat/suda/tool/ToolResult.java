package chat.suda.tool;

import java.util.Objects;

/**
 * What came of a call.
 *
 * @param text what the tool has said
 * @param failed whether the tool says so that it has failed
 */
public record ToolResult(String text, boolean failed) {

  public ToolResult {
    Objects.requireNonNull(text, "text");
  }
}
