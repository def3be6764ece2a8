package chat.suda.rest;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/** Typed access to the members of a JSON object; {@code null} counts as absent. */
final class JsonFields {

  private final JsonObject object;
  private final String path;

  /**
   * @param path of the object in the body, such as {@code modelConfig}, or the empty string
   */
  JsonFields(JsonObject object, String path) {
    this.object = object;
    this.path = path;
  }

  String text(String name) {
    JsonValue value = value(name);
    if (value != null && !(value instanceof JsonString)) {
      throw wrong(name, "field.string");
    }
    // Databases cannot store U+0000.
    return value == null ? null : ((JsonString) value).getString().replace('\0', '\uFFFD');
  }

  /** Whether the member exists, even if {@code null}. */
  boolean has(String name) {
    return object.containsKey(name);
  }

  /** Whether the member is absent or {@code null}. */
  boolean isNull(String name) {
    return value(name) == null;
  }

  /**
   * A text within the maximum length, or {@code null}.
   *
   * @param status of the refusal if it is longer
   */
  String text(String name, int mostChars, int status) {
    String text = text(name);
    if (text != null && text.length() > mostChars) {
      throw ApiException.field(status, at(name), "field.long", mostChars);
    }
    return text;
  }

  /** {@code true}, {@code false}, or {@code null} where it is absent. */
  Boolean flag(String name) {
    JsonValue value = value(name);
    if (value != null && value != JsonValue.TRUE && value != JsonValue.FALSE) {
      throw wrong(name, "field.boolean");
    }
    return value == null ? null : Boolean.valueOf(value == JsonValue.TRUE);
  }

  /** An ISO 8601 time with offset, or {@code null}. */
  Instant instant(String name) {
    String text = text(name);
    try {
      if (text == null || isOfFourDigitYear(text)) {
        return text == null ? null : OffsetDateTime.parse(text).toInstant();
      }
    } catch (DateTimeParseException e) {
      // Years outside the databases' range.
    }
    throw wrong(name, "field.instant");
  }

  /** The format of RFC 3339; {@code java.time} also accepts extensions of ISO 8601. */
  static boolean isOfFourDigitYear(String date) {
    return date.matches("[0-9]{4}-.*");
  }

  String requiredText(String name) {
    String text = text(name);
    if (text == null) {
      throw wrong(name, "field.required");
    }
    return text;
  }

  boolean requiredFlag(String name) {
    Boolean flag = flag(name);
    if (flag == null) {
      throw wrong(name, "field.required");
    }
    return flag;
  }

  JsonArray list(String name) {
    JsonValue value = value(name);
    if (value == null) {
      throw wrong(name, "field.required");
    }
    if (!(value instanceof JsonArray list)) {
      throw wrong(name, "field.array");
    }
    return list;
  }

  /** A list of texts, empty if {@code null}. */
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonValue item : value(name) == null ? JsonValue.EMPTY_JSON_ARRAY : list(name)) {
      if (!(item instanceof JsonString text)) {
        throw wrong(name + "[" + texts.size() + "]", "field.string");
      }
      texts.add(text.getString());
    }
    return texts;
  }

  /** The object of that name, empty if absent. */
  JsonFields object(String name) {
    JsonValue value = value(name);
    if (value != null && !(value instanceof JsonObject)) {
      throw wrong(name, "field.object");
    }
    return new JsonFields(
        value == null ? JsonValue.EMPTY_JSON_OBJECT : value.asJsonObject(), at(name));
  }

  Double number(String name, Double otherwise, int least, int most) {
    Double value = number(name);
    if (value == null) {
      return otherwise;
    }
    if (!(value >= least && value <= most)) {
      throw wrong(name, "field.range", least, most);
    }
    return value;
  }

  /** A whole number of at least {@code least}, of any size, or {@code null}. */
  Long large(String name, long least) {
    Double value = number(name);
    if (value != null && (value != Math.rint(value) || value < least || value > 9e15)) {
      throw wrong(name, "field.least", least);
    }
    return value == null ? null : value.longValue();
  }

  Integer whole(String name, Integer otherwise, int least) {
    Double value = number(name);
    if (value == null) {
      return otherwise;
    }
    if (value != Math.rint(value) || value > Integer.MAX_VALUE) {
      throw wrong(name, "field.whole");
    }
    if (value < least) {
      throw wrong(name, "field.least", least);
    }
    return value.intValue();
  }

  /** Whether the member is true; {@code otherwise} where it is absent. */
  boolean flag(String name, boolean otherwise) {
    Boolean flag = flag(name);
    return flag == null ? otherwise : flag;
  }

  /** One of these values, or {@code null}. */
  String oneOf(String name, List<String> words) {
    String value = text(name);
    if (value != null && !words.contains(value)) {
      throw wrong(name, "field.one-of", String.join(", ", words));
    }
    return value;
  }

  ApiException wrong(String name, String text, Object... arguments) {
    return ApiException.field(400, at(name), text, arguments);
  }

  /** Not by BigDecimal's exact conversions, which take very long for a large exponent. */
  private Double number(String name) {
    JsonValue value = value(name);
    if (value != null && !(value instanceof JsonNumber)) {
      throw wrong(name, "field.number");
    }
    return value == null ? null : Double.valueOf(((JsonNumber) value).doubleValue());
  }

  private JsonValue value(String name) {
    JsonValue value = object.get(name);
    return value == JsonValue.NULL ? null : value;
  }

  private String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
