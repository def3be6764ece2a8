package chat.suda.tool;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.json.JsonObject;

/** Calls beans in an active request context. */
@ApplicationScoped
public class BeanTools {

  /** Blocks as long as the bean does. */
  @ActivateRequestContext
  public ToolResult call(Tool tool, JsonObject arguments, ToolCaller caller) throws Exception {
    String text = tool.call(arguments, caller);
    return new ToolResult(text == null ? "" : text, false);
  }
}
