package chat.suda.generation;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import java.io.StringReader;
import java.util.NoSuchElementException;

/** Parses the arguments of a call as models write them. */
final class ToolArguments {

  private static final JsonProvider JSON = JsonProvider.provider();

  private ToolArguments() {}

  /**
   * Parses them; absent arguments and {@code null} are an empty object.
   *
   * @return {@code null} if they are not one JSON object
   */
  static JsonObject parse(String text) {
    String arguments = text.strip();
    if (arguments.isEmpty() || arguments.equals("null")) {
      return JsonValue.EMPTY_JSON_OBJECT;
    }
    try (JsonParser parser = JSON.createParser(new StringReader(arguments))) {
      JsonObject object =
          parser.next() == JsonParser.Event.START_OBJECT ? parser.getObject() : null;
      return parser.hasNext() ? null : object;
    } catch (JsonException
        | IllegalStateException
        | NoSuchElementException
        | StackOverflowError e) {
      return null;
    }
  }
}
