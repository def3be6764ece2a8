package chat.suda.provider.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads a list of models as OpenAI's {@code GET /models} answers it. */
final class ModelList {

  private ModelList() {}

  /**
   * The models' ids, in the list's order, each once.
   *
   * @throws IOException if it is no such list
   */
  static List<String> parse(String text) throws IOException {
    try (JsonParser json = Json.FACTORY.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedStreamException("not a JSON object");
      }
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        if (json.nextToken() == JsonToken.START_ARRAY && name.equals("data")) {
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
      if (!json.hasToken(JsonToken.START_OBJECT)) {
        json.skipChildren();
        continue;
      }
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        json.nextToken();
        String id = name.equals("id") ? ChunkParser.string(json) : null;
        if (id != null) {
          ids.add(id);
        }
        json.skipChildren();
      }
    }
    return new ArrayList<>(ids);
  }
}
