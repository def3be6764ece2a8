package chat.suda.provider.openai;

import chat.suda.provider.Usage;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Reads the JSON of a chat completion chunk, of a whole chat completion, or of an error, in the
 * variants of OpenAI-compatible servers.
 *
 * <p>Parses the bytes as a stream and appends text directly to {@link Chunks}, without objects per
 * chunk.
 */
final class ChunkParser {

  private ChunkParser() {}

  /**
   * Adds one JSON object.
   *
   * @throws IOException if it is not a JSON object; its text is not added then
   */
  static void parse(byte[] bytes, int offset, int length, Chunks into) throws IOException {
    into.mark();
    try (JsonParser json = Json.FACTORY.createParser(bytes, offset, length)) {
      boolean list = json.nextToken() == JsonToken.START_ARRAY;
      if (list) { // Gemini sends errors as a list of one
        json.nextToken();
      }
      if (!json.hasToken(JsonToken.START_OBJECT)) {
        throw new MalformedStreamException("not a JSON object");
      }
      boolean error = root(json, into);
      if (!list && json.nextToken() != null) {
        throw new MalformedStreamException("more than one JSON object");
      }
      into.toolCalls.join();
      if (error) {
        into.error = ErrorParser.parse(bytes, offset, length);
      }
    } catch (IOException e) {
      into.rollback();
      throw e;
    }
  }

  /** Returns whether it contains an error. */
  private static boolean root(JsonParser json, Chunks into) throws IOException {
    boolean choices = false;
    boolean error = false;
    boolean words = false;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      switch (name) {
        case "choices" -> {
          choices = true;
          error |= ChoiceParser.parse(json, into);
        }
        case "model" -> {
          if (into.model == null) {
            into.model = string(json);
          }
        }
        case "usage" -> usage(json, into);
        case "x_groq" -> error |= groq(json, into);
        case "error" -> error |= isError(json);
        case "message" -> words |= string(json) != null || json.hasToken(JsonToken.START_ARRAY);
        case "detail", "errors" -> words |= isError(json);
        default -> {}
      }
      json.skipChildren();
    }
    return error || words && !choices;
  }

  /**
   * Whether the value is an error: some servers send {@code null} or empty ones with every chunk.
   */
  static boolean isError(JsonParser json) throws IOException {
    if (!json.hasToken(JsonToken.START_OBJECT)) {
      return json.hasToken(JsonToken.START_ARRAY) || string(json) != null;
    }
    boolean empty = true;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      empty = false;
      json.nextToken();
      json.skipChildren();
    }
    return !empty;
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
        case "total_tokens" ->
            total = json.hasToken(JsonToken.VALUE_NULL) ? -1 : json.getValueAsLong(-1);
        default -> json.skipChildren();
      }
    }
    into.usage = new Usage(prompt, completion, total < 0 ? prompt + completion : total);
  }

  /** Groq sends usage and errors in a member of its own. */
  private static boolean groq(JsonParser json, Chunks into) throws IOException {
    if (!json.hasToken(JsonToken.START_OBJECT)) {
      return false;
    }
    boolean error = false;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      if (name.equals("usage")) {
        usage(json, into);
      } else if (name.equals("error")) {
        error = isError(json);
      }
      json.skipChildren();
    }
    return error;
  }

  /** The string, or {@code null} if it is empty or another type. */
  static String string(JsonParser json) throws IOException {
    return json.hasToken(JsonToken.VALUE_STRING) && json.getTextLength() > 0
        ? json.getText()
        : null;
  }
}
