package chat.suda.browser;

import chat.suda.upstream.FakeUpstream;
import chat.suda.upstream.Request;
import chat.suda.upstream.Sse;
import chat.suda.upstream.UpstreamScript;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A model that follows the last message: {@code 300 words} at 5 ms each, {@code 300 rows} of a
 * table, {@code say: text} literally, {@code fail} after the first text. Titles are "A title".
 */
final class ScriptedModel {

  private static final Pattern WORDS = Pattern.compile("(\\d+) words");
  private static final Pattern ROWS = Pattern.compile("(\\d+) rows");
  private static final long PACE = 5;

  private ScriptedModel() {}

  static FakeUpstream start() {
    return FakeUpstream.start().onRequest(ScriptedModel::script);
  }

  private static UpstreamScript script(Request request) {
    if (!request.streams()) {
      return UpstreamScript.completion("A title");
    }
    JsonObject body = Json.createReader(new StringReader(request.body())).readObject();
    List<JsonObject> messages = body.getJsonArray("messages").getValuesAs(JsonObject.class);
    return answer(text(messages.get(messages.size() - 1).get("content")));
  }

  /** What is said beside pictures comes in parts. */
  private static String text(JsonValue content) {
    return content instanceof JsonArray parts
        ? parts.getValuesAs(JsonObject.class).stream()
            .map(part -> part.getString("text", ""))
            .collect(Collectors.joining())
        : ((JsonString) content).getString();
  }

  private static UpstreamScript answer(String question) {
    Matcher words = WORDS.matcher(question);
    if (words.find()) {
      int count = Integer.parseInt(words.group(1));
      return UpstreamScript.answer(
          PACE, IntStream.range(0, count).mapToObj(at -> "word" + at + " ").toList());
    }
    Matcher rows = ROWS.matcher(question);
    if (rows.find()) {
      int count = Integer.parseInt(rows.group(1));
      return UpstreamScript.answer(
          PACE,
          IntStream.rangeClosed(-2, count)
              .mapToObj(at -> at == -2 ? "| a | b |\n" : at == -1 ? "|---|---|\n" : row(at))
              .toList());
    }
    if (question.startsWith("say: ")) {
      return UpstreamScript.answer(
          PACE, question.substring(5).lines().map(line -> line + "\n").toList());
    }
    if (question.startsWith("fail")) {
      return UpstreamScript.stream(
          Sse.content("So far ") + Sse.data("{\"error\":{\"message\":\"Out of thoughts\"}}"));
    }
    return UpstreamScript.answer("Yes: ", question);
  }

  private static String row(int at) {
    return "| row " + at + " | value |\n";
  }
}
