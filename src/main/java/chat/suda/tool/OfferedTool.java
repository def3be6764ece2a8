package chat.suda.tool;

import jakarta.json.JsonObject;
import java.util.concurrent.CompletableFuture;

/**
 * A tool that one caller's models may call.
 *
 * @param name to the model
 * @param schema of its arguments: one JSON object
 * @param approval whether the user is asked before each call
 * @param calls makes the calls
 */
public record OfferedTool(
    String name, String description, String schema, boolean approval, Calls calls) {

  /** Makes calls, and returns at once. */
  public interface Calls {

    CompletableFuture<ToolResult> call(JsonObject arguments, ToolCaller caller);
  }

  /**
   * Makes a call, and returns at once.
   *
   * @return completes with what came of it, or exceptionally, with a message for the model and the
   *     user by {@link Toolbox#message}; to cancel it cancels the call
   */
  public CompletableFuture<ToolResult> call(JsonObject arguments, ToolCaller caller) {
    return calls.call(arguments, caller);
  }
}
