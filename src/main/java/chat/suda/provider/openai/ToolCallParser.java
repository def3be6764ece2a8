package chat.suda.provider.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Parses the tool calls in a delta or a message. */
final class ToolCallParser {

  private ToolCallParser() {}

  /**
   * Parses {@code tool_calls}, at whose value {@code json} stands.
   *
   * @param whole whether it is a message's, which may repeat the deltas
   */
  static void calls(JsonParser json, ToolCallPieces into, boolean whole) throws IOException {
    if (!json.hasToken(JsonToken.START_ARRAY)) {
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.hasToken(JsonToken.START_OBJECT)) {
        call(json, into, whole);
      } else {
        json.skipChildren();
      }
    }
  }

  private static void call(JsonParser json, ToolCallPieces into, boolean whole) throws IOException {
    Integer index = null;
    String id = null;
    String name = null;
    String arguments = "";
    String extra = null;
    for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
      JsonToken value = json.nextToken();
      switch (field) {
        case "index" -> {
          if (value == JsonToken.VALUE_NUMBER_INT) {
            index = json.getValueAsInt();
          }
        }
        case "id" -> id = ChunkParser.string(json);
        case "function" -> {
          if (value == JsonToken.START_OBJECT) {
            String[] function = function(json);
            name = function[0];
            arguments = function[1];
          }
        }
        case "extra_content" -> {
          if (value == JsonToken.START_OBJECT) {
            extra = Json.copy(json);
          }
        }
        default -> {}
      }
      json.skipChildren();
    }
    into.add(new ToolCallPieces.Piece(index, id, name, arguments, extra), whole);
  }

  /** Parses {@code function_call}, the predecessor of tools: one call. */
  static void legacy(JsonParser json, ToolCallPieces into, boolean whole) throws IOException {
    if (json.hasToken(JsonToken.START_OBJECT)) {
      String[] function = function(json);
      into.add(
          new ToolCallPieces.Piece(ToolCallPieces.LEGACY, null, function[0], function[1], null),
          whole);
    }
  }

  /** The name, or {@code null}, and the arguments. */
  private static String[] function(JsonParser json) throws IOException {
    String name = null;
    String arguments = "";
    for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
      JsonToken value = json.nextToken();
      switch (field) {
        case "name" -> name = ChunkParser.string(json);
        case "arguments" -> {
          if (value == JsonToken.VALUE_STRING) {
            arguments = json.getText();
          } else if (value == JsonToken.START_OBJECT) { // as an object, as in Ollama's own API
            arguments = Json.copy(json);
          }
        }
        default -> {}
      }
      json.skipChildren();
    }
    return new String[] {name, arguments};
  }
}
