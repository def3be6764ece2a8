package chat.suda.tool;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.stream.Collectors;

/** The text form of a tool's result, for models that read only text. */
final class McpContent {

  private McpContent() {}

  static ToolResult result(JsonObject answer) {
    String text =
        answer.get("content") instanceof JsonArray content
            ? content.stream().map(McpContent::text).collect(Collectors.joining("\n"))
            : "";
    if (text.isEmpty() && answer.get("structuredContent") instanceof JsonObject structured) {
      text = structured.toString();
    }
    return new ToolResult(text, answer.getBoolean("isError", false));
  }

  private static String text(JsonValue piece) {
    if (!(piece instanceof JsonObject content)) {
      return piece.toString();
    }
    String type = content.getString("type", "");
    return switch (type) {
      case "text" -> content.getString("text", "");
      case "resource" -> resource(content);
      case "resource_link" -> "[" + content.getString("uri", "resource") + "]";
      default ->
          "["
              + (type.isEmpty() ? "content" : type)
              + " "
              + content.getString("mimeType", "")
              + ", "
              + content.getString("data", "").length() * 3L / 4
              + " bytes]";
    };
  }

  private static String resource(JsonObject content) {
    JsonObject resource =
        content.get("resource") instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
    return resource.getString("text", "[" + resource.getString("uri", "resource") + "]");
  }
}
