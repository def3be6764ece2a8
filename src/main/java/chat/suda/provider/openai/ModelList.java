package chat.suda.provider.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads a list of models: OpenAI's {@code {"data":[{"id"}]}}, {@code {"models":[…]}} of others, or
 * a bare array; of objects with an {@code id}, {@code name} or {@code model}, or of strings.
 */
final class ModelList {

  private ModelList() {}

  /**
   * The models' ids, in the list's order, each once.
   *
   * @throws IOException if it is no such list
   */
  static List<String> parse(String text) throws IOException {
    try (JsonParser json = Json.FACTORY.createParser(text)) {
      JsonToken first = json.nextToken();
      if (first == JsonToken.START_ARRAY) {
        return ids(json);
      }
      if (first != JsonToken.START_OBJECT) {
        throw new MalformedStreamException("not a list");
      }
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        boolean list = json.nextToken() == JsonToken.START_ARRAY;
        if (list && (name.equals("data") || name.equals("models"))) {
          return ids(json);
        }
        json.skipChildren();
      }
      throw new MalformedStreamException("no list of models");
    }
  }

  private static List<String> ids(JsonParser json) throws IOException {
    Set<String> ids = new LinkedHashSet<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      String id = json.hasToken(JsonToken.START_OBJECT) ? id(json) : ChunkParser.string(json);
      if (id != null) {
        ids.add(id);
      }
      json.skipChildren();
    }
    return new ArrayList<>(ids);
  }

  private static String id(JsonParser json) throws IOException {
    String id = null;
    String name = null;
    for (String member = json.nextFieldName(); member != null; member = json.nextFieldName()) {
      json.nextToken();
      switch (member) {
        case "id" -> id = ChunkParser.string(json);
        case "model" -> name = ChunkParser.string(json);
        case "name" -> name = name == null ? ChunkParser.string(json) : name;
        default -> {}
      }
      json.skipChildren();
    }
    return id == null ? name : id;
  }
}
