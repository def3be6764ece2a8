package chat.suda.provider.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Parses the choices of a chunk; the first choice that has text is used from then on. */
final class ChoiceParser {

  private ChoiceParser() {}

  /** Parses the value at which {@code json} stands; returns whether a choice contains an error. */
  static boolean parse(JsonParser json, Chunks into) throws IOException {
    if (!json.hasToken(JsonToken.START_ARRAY)) {
      return false;
    }
    boolean error = false;
    for (int place = 0; json.nextToken() != JsonToken.END_ARRAY; place++) {
      if (json.hasToken(JsonToken.START_OBJECT)) {
        error |= choice(json, into, place);
      } else {
        json.skipChildren();
      }
    }
    return error;
  }

  /** Parses one choice; the index may come last, so other choices are rolled back. */
  private static boolean choice(JsonParser json, Chunks into, int place) throws IOException {
    if (place > 0) {
      into.mark();
    }
    long before = into.total();
    int calls = into.toolCalls.pending();
    int index = place;
    String finishReason = null;
    boolean delta = false;
    boolean error = false;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken value = json.nextToken();
      switch (name) {
        case "index" -> index = json.getValueAsInt(place);
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
        case "text" -> text(json, into, into.content, false);
        case "finish_reason" -> finishReason = ChunkParser.string(json);
        case "error" -> error = ChunkParser.isError(json);
        case "usage" -> ChunkParser.usage(json, into);
        default -> {}
      }
      json.skipChildren();
    }
    boolean text = into.total() > before || into.toolCalls.pending() > calls;
    if (into.choice == Chunks.NO_CHOICE && text) {
      into.choice = index;
    }
    boolean counts = into.choice == index || into.choice == Chunks.NO_CHOICE && place == 0;
    if (!counts) {
      into.rollback();
    } else if (finishReason != null && !finishReason.equals("null")) {
      into.finishReason = finishReason;
    }
    return error;
  }

  private static void message(JsonParser json, Chunks into, boolean whole) throws IOException {
    boolean reasoned = false;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      switch (name) {
        case "content", "refusal" -> text(json, into, into.content, whole);
        case "reasoning_content", "reasoning" -> {
          if (!reasoned) { // some servers send both, with the same text
            long before = into.reasoning.total();
            text(json, into, into.reasoning, whole);
            reasoned = into.reasoning.total() > before;
          }
        }
        case "tool_calls" -> ToolCallParser.calls(json, into.toolCalls, whole);
        case "function_call" -> ToolCallParser.legacy(json, into.toolCalls, whole);
        default -> {}
      }
      json.skipChildren();
    }
  }

  /** Parses a text: a string, a part, or a list of parts. */
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
        // Reasoning of Mistral, and of Databricks.
        case "thinking", "summary" -> text(json, into, into.reasoning, false);
        default -> {}
      }
      json.skipChildren();
    }
  }
}
