package chat.suda.provider.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.io.StringWriter;

/** How JSON is read and written here. */
final class Json {

  /**
   * Pools its buffers in a queue, since thread locals would outlive the application on the server's
   * threads. Does not intern member names, which come from outside.
   */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private Json() {}

  /** The value at the parser's position, as text; the parser ends up at its end. */
  static String copy(JsonParser from) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator to = FACTORY.createGenerator(text)) {
      to.copyCurrentStructure(from);
    }
    return text.toString();
  }

  /** Whether the text is one JSON object. */
  static boolean isObject(String text) {
    try (JsonParser json = FACTORY.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      json.skipChildren();
      return json.hasToken(JsonToken.END_OBJECT) && json.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }
}
