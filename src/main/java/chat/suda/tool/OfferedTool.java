package chat.suda.tool;

import jakarta.json.JsonObject;
import java.util.concurrent.CompletableFuture;

/**
 * A tool that one caller's answers may call.
 *
 * @param name for the model
 * @param schema of its arguments: one JSON object
 * @param approval whether the user is asked before each call
 * @param calls makes the calls
 */
public record OfferedTool(
    String name, String description, String schema, boolean approval, Calls calls) {

  /** Makes calls without blocking. */
  public interface Calls {

    CompletableFuture<ToolResult> call(JsonObject arguments, ToolCaller caller);
  }

  OfferedTool named(String other) {
    return new OfferedTool(other, description, schema, approval, calls);
  }

  /**
   * Makes a call without blocking.
   *
   * @return completes with the result, or exceptionally; {@link Toolbox#message} gives the message
   *     for the model and the user. Its cancellation cancels the call
   */
  public CompletableFuture<ToolResult> call(JsonObject arguments, ToolCaller caller) {
    return calls.call(arguments, caller);
  }
}
