package chat.suda.provider.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Reads the choices of a chunk: the one of index 0, or the first if they are not numbered. */
final class ChoiceParser {

  private static final int NO_INDEX = -1;

  private ChoiceParser() {}

  /** Reads the value at which {@code json} stands. */
  static void parse(JsonParser json, Chunks into) throws IOException {
    if (!json.hasToken(JsonToken.START_ARRAY)) {
      return;
    }
    boolean first = true;
    boolean taken = false;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (taken || !json.hasToken(JsonToken.START_OBJECT)) {
        json.skipChildren();
      } else {
        taken = choice(json, into, first);
      }
      first = false;
    }
  }

  /** Reads one choice; the index may come last, so what does not count is taken back. */
  private static boolean choice(JsonParser json, Chunks into, boolean first) throws IOException {
    int index = NO_INDEX;
    String finishReason = null;
    boolean delta = false;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken value = json.nextToken();
      switch (name) {
        case "index" -> index = json.getValueAsInt(NO_INDEX);
        case "delta" -> {
          if (value == JsonToken.START_OBJECT) {
            into.rollback(); // of a message before it, which repeats the delta
            delta = true;
            message(json, into, false);
          }
        }
        case "message" -> {
          if (value == JsonToken.START_OBJECT && !delta) {
            message(json, into, true);
          }
        }
        case "finish_reason" -> finishReason = ChunkParser.string(json);
        case "usage" -> ChunkParser.usage(json, into);
        default -> {}
      }
      json.skipChildren();
    }
    boolean counts = index == 0 || index == NO_INDEX && first;
    if (!counts) {
      into.rollback();
    } else if (finishReason != null) {
      into.finishReason = finishReason;
    }
    return counts;
  }

  private static void message(JsonParser json, Chunks into, boolean whole) throws IOException {
    boolean reasoned = false;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      switch (name) {
        case "content", "refusal" -> text(json, into, into.content, whole);
        case "reasoning_content", "reasoning" -> {
          if (!reasoned) { // some servers send both, of the same text
            long before = into.reasoning.total();
            text(json, into, into.reasoning, whole);
            reasoned = into.reasoning.total() > before;
          }
        }
        default -> {}
      }
      json.skipChildren();
    }
  }

  /** Reads a text: a string, a part, or a list of them. */
  private static void text(JsonParser json, Chunks into, PendingText to, boolean whole)
      throws IOException {
    switch (json.currentToken()) {
      case VALUE_STRING -> {
        char[] chars = json.getTextCharacters();
        if (whole) {
          to.appendWhole(chars, json.getTextOffset(), json.getTextLength());
        } else {
          to.append(chars, json.getTextOffset(), json.getTextLength());
        }
      }
      case START_ARRAY -> {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          text(json, into, to, false);
        }
      }
      case START_OBJECT -> part(json, into, to);
      default -> {}
    }
  }

  private static void part(JsonParser json, Chunks into, PendingText to) throws IOException {
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      switch (name) {
        case "text", "refusal" -> text(json, into, to, false);
        case "thinking" -> text(json, into, into.reasoning, false); // Mistral's reasoning
        default -> {}
      }
      json.skipChildren();
    }
  }
}
