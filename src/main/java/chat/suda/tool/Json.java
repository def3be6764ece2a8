package chat.suda.tool;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;

/** How JSON is read and written here. */
final class Json {

  /** Looked up once: the search uses the thread's class loader. */
  static final JsonProvider PROVIDER = JsonProvider.provider();

  private static final String ANYTHING = "{\"type\":\"object\",\"properties\":{}}";

  private Json() {}

  /** The object, or {@code null} if the text is none. */
  static JsonObject object(String text) {
    try (JsonReader reader = PROVIDER.createReader(new StringReader(text))) {
      return reader.readObject();
    } catch (JsonException | IllegalStateException e) {
      return null;
    }
  }

  /** A valid schema, whatever was given. */
  static String schema(JsonValue given) {
    if (!(given instanceof JsonObject object)) {
      return ANYTHING;
    }
    boolean typed = PROVIDER.createValue("object").equals(object.get("type"));
    if (typed && object.containsKey("properties")) {
      return object.toString();
    }
    return PROVIDER
        .createObjectBuilder()
        .add("properties", JsonValue.EMPTY_JSON_OBJECT)
        .addAll(PROVIDER.createObjectBuilder(object))
        .add("type", "object")
        .build()
        .toString();
  }

  /** The string of that name, or {@code null}. */
  static String text(JsonObject object, String name) {
    return object.getString(name, null);
  }
}
