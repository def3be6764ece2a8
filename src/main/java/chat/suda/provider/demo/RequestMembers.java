package chat.suda.provider.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Typed access to the members of a JSON request; errors name the member. */
final class RequestMembers {

  private static final JsonFactory JSON = new JsonFactory();

  private final String path;
  private final Map<?, ?> members;

  private RequestMembers(String path, Map<?, ?> members) {
    this.path = path;
    this.members = members;
  }

  static RequestMembers parse(byte[] body) throws InvalidRequestException {
    try (JsonParser json = JSON.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new InvalidRequestException(400, "The body must be a JSON object.", null);
      }
      RequestMembers members = new RequestMembers("", (Map<?, ?>) value(json));
      if (json.nextToken() != null) {
        throw new InvalidRequestException(400, "The body must be one JSON object.", null);
      }
      return members;
    } catch (IOException e) {
      throw new InvalidRequestException(
          400, "We could not parse the JSON body of your request.", null);
    }
  }

  /** The value at which the parser stands. Jackson bounds how deeply values may be nested. */
  private static Object value(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> object = new HashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
          String name = json.currentName();
          json.nextToken();
          object.put(name, value(json));
        }
        yield object;
      }
      case START_ARRAY -> {
        List<Object> array = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          array.add(value(json));
        }
        yield array;
      }
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getDoubleValue();
      case VALUE_TRUE, VALUE_FALSE -> json.getBooleanValue();
      default -> null;
    };
  }

  /** The member's value, or {@code null}. */
  <T> T get(String name, Class<T> type) throws InvalidRequestException {
    Object value = members.get(name);
    if (value != null && !type.isInstance(value)) {
      throw wrong(name, "of another type than it must be");
    }
    return type.cast(value);
  }

  /** The member's value within a range, or {@code null}. */
  Double number(String name, double least, double most) throws InvalidRequestException {
    Double value = get(name, Double.class);
    if (value != null && !(value >= least && value <= most)) {
      throw wrong(name, "not between " + (long) least + " and " + (long) most);
    }
    return value;
  }

  /** Whether the member is present and true. */
  boolean flag(String name) throws InvalidRequestException {
    return Boolean.TRUE.equals(get(name, Boolean.class));
  }

  /** The objects in the member's array; empty if it is absent. */
  List<RequestMembers> objects(String name) throws InvalidRequestException {
    List<RequestMembers> objects = new ArrayList<>();
    List<?> array = get(name, List.class);
    for (int i = 0; array != null && i < array.size(); i++) {
      String place = name + "[" + i + "]";
      if (!(array.get(i) instanceof Map<?, ?> object)) {
        throw wrong(place, "not an object");
      }
      objects.add(new RequestMembers(path + place + ".", object));
    }
    return objects;
  }

  InvalidRequestException wrong(String name, String what) {
    String param = path + name;
    return new InvalidRequestException(400, "Invalid '" + param + "': " + what + ".", param);
  }
}
