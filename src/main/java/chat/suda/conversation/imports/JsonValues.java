package chat.suda.conversation.imports;

import jakarta.json.stream.JsonParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as maps, lists, strings, doubles and booleans, with typed access. */
final class JsonValues {

  /** Maximum size of one conversation, in characters; larger ones are skipped. */
  private static final long MAX_CHARS = 40_000_000;

  private long charsLeft = MAX_CHARS;

  private JsonValues() {}

  /**
   * Reads the parser's current value.
   *
   * @return the value, or {@code null} if it is {@code null} or too large
   */
  static Object read(JsonParser parser, JsonParser.Event event) {
    JsonValues reading = new JsonValues();
    Object value = reading.value(parser, event);
    return reading.charsLeft < 0 ? null : value;
  }

  /** Recursive: the depth is bounded by {@link JsonGuard}. */
  private Object value(JsonParser parser, JsonParser.Event event) {
    charsLeft -= 8;
    switch (event) {
      case START_OBJECT:
        Map<String, Object> object = new LinkedHashMap<>();
        while ((event = parser.next()) != JsonParser.Event.END_OBJECT) {
          String name = parser.getString();
          Object member = value(parser, parser.next());
          charsLeft -= name.length();
          if (charsLeft >= 0) {
            object.put(name, member);
          }
        }
        return object;
      case START_ARRAY:
        List<Object> list = new ArrayList<>();
        while ((event = parser.next()) != JsonParser.Event.END_ARRAY) {
          Object item = value(parser, event);
          if (charsLeft >= 0) {
            list.add(item);
          }
        }
        return list;
      case VALUE_STRING:
        String text = parser.getString();
        charsLeft -= text.length();
        return charsLeft < 0 ? null : text;
      case VALUE_NUMBER:
        return number(parser.getString());
      case VALUE_TRUE:
        return true;
      case VALUE_FALSE:
        return false;
      default:
        return null;
    }
  }

  private static Double number(String text) {
    // Not by BigDecimal, which takes very long for a large exponent.
    return Double.valueOf(text);
  }

  static Map<?, ?> map(Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  static Map<?, ?> map(Map<?, ?> of, String name) {
    return map(of.get(name));
  }

  static List<?> list(Map<?, ?> of, String name) {
    return of.get(name) instanceof List<?> list ? list : List.of();
  }

  /** The text of that member if it is one and not blank; else {@code null}. */
  static String text(Map<?, ?> of, String name) {
    return of.get(name) instanceof String text && !text.isBlank() ? text : null;
  }

  /** A time in ISO-8601, or since 1970 in seconds or a smaller unit, chosen by its magnitude. */
  static Instant time(Map<?, ?> of, String name) {
    try {
      if (of.get(name) instanceof String text) {
        return OffsetDateTime.parse(text).toInstant();
      }
      if (of.get(name) instanceof Double number && number > 0 && number < 1e19) {
        double seconds =
            number > 1e17
                ? number / 1e9
                : number > 1e14 ? number / 1e6 : number > 1e11 ? number / 1e3 : number;
        return Instant.ofEpochMilli((long) (seconds * 1000));
      }
    } catch (DateTimeException e) {
      // Invalid; counts as absent.
    }
    return null;
  }
}
