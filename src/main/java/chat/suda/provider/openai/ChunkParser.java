package chat.suda.provider.openai;

import chat.suda.provider.Usage;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Reads the JSON of a chat completion chunk, of a whole chat completion, or of an error, in all the
 * ways in which OpenAI-compatible servers write them.
 *
 * <p>Streams over the bytes and appends text straight to {@link Chunks}: a chunk costs no objects
 * of its own.
 */
final class ChunkParser {

  private ChunkParser() {}

  /**
   * Adds what one JSON object says.
   *
   * @throws IOException if it is no JSON object; its text is not added then
   */
  static void parse(byte[] bytes, int offset, int length, Chunks into) throws IOException {
    into.mark();
    try (JsonParser json = Json.FACTORY.createParser(bytes, offset, length)) {
      boolean list = json.nextToken() == JsonToken.START_ARRAY;
      if (list) { // Gemini puts its errors in a list of one
        json.nextToken();
      }
      if (!json.hasToken(JsonToken.START_OBJECT)) {
        throw new MalformedStreamException("not a JSON object");
      }
      root(json, into);
      if (!list && json.nextToken() != null) {
        throw new MalformedStreamException("more than one JSON object");
      }
    } catch (IOException e) {
      into.rollback();
      throw e;
    }
  }

  private static void root(JsonParser json, Chunks into) throws IOException {
    boolean choices = false;
    String message = null;
    String code = null;
    String type = null;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      switch (name) {
        case "choices" -> {
          choices = true;
          ChoiceParser.parse(json, into);
        }
        case "model" -> {
          if (into.model == null) {
            into.model = string(json);
          }
        }
        case "usage" -> usage(json, into);
        case "x_groq" -> groq(json, into);
        case "error" -> error(json, into);
        case "message", "detail" -> message = message == null ? string(json) : message;
        case "code" -> code = scalar(json);
        case "type" -> type = scalar(json);
        default -> {}
      }
      json.skipChildren();
    }
    if (!choices && into.error == null && message != null) {
      into.error = new UpstreamError(message, code, type);
    }
  }

  private static void error(JsonParser json, Chunks into) throws IOException {
    if (json.hasToken(JsonToken.START_OBJECT)) {
      String message = null;
      String code = null;
      String type = null;
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        json.nextToken();
        switch (name) {
          case "message" -> message = string(json);
          case "code" -> code = scalar(json);
          case "type" -> type = scalar(json);
          default -> {}
        }
        json.skipChildren();
      }
      into.error = new UpstreamError(message, code, type);
    } else if (string(json) != null) {
      into.error = new UpstreamError(string(json), null, null);
    }
  }

  static void usage(JsonParser json, Chunks into) throws IOException {
    if (!json.hasToken(JsonToken.START_OBJECT)) {
      return;
    }
    long prompt = 0;
    long completion = 0;
    long total = -1;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      switch (name) {
        case "prompt_tokens" -> prompt = json.getValueAsLong();
        case "completion_tokens" -> completion = json.getValueAsLong();
        case "total_tokens" -> total = json.getValueAsLong(-1);
        default -> json.skipChildren();
      }
    }
    into.usage = new Usage(prompt, completion, total < 0 ? prompt + completion : total);
  }

  /** Groq counts in a member of its own. */
  private static void groq(JsonParser json, Chunks into) throws IOException {
    if (!json.hasToken(JsonToken.START_OBJECT)) {
      return;
    }
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      if (name.equals("usage")) {
        usage(json, into);
      }
      json.skipChildren();
    }
  }

  /** The string here, or {@code null} if it is empty or something else. */
  static String string(JsonParser json) throws IOException {
    return json.hasToken(JsonToken.VALUE_STRING) && json.getTextLength() > 0
        ? json.getText()
        : null;
  }

  private static String scalar(JsonParser json) throws IOException {
    return json.currentToken().isNumeric() ? json.getText() : string(json);
  }
}
