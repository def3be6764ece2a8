package chat.suda.conversation.imports;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The content of an answer of Open WebUI, where reasoning, code and calls of tools stand as HTML
 * between the text.
 *
 * @param reasoning or {@code null}
 * @param tools in the form of Suda's own export
 */
record OpenWebUiContent(String text, String reasoning, List<Map<?, ?>> tools) {

  private static final Pattern START =
      Pattern.compile("<details type=\"(reasoning|tool_calls|code_interpreter)\"([^<>]*)>");

  private static final String END = "</details>";
  private static final Pattern SUMMARY = Pattern.compile("^\\s*<summary>[^<]*</summary>");
  private static final Pattern ATTRIBUTE = Pattern.compile("([a-z]+)=\"([^\"]*)\"");
  private static final Pattern QUOTE = Pattern.compile("^> ?", Pattern.MULTILINE);

  static OpenWebUiContent parse(String content) {
    StringBuilder text = new StringBuilder();
    List<String> thoughts = new ArrayList<>();
    List<Map<?, ?>> tools = new ArrayList<>();
    Matcher start = START.matcher(content);
    int from = 0;
    while (start.find(from)) {
      int end = content.indexOf(END, start.end());
      if (end < 0) {
        break;
      }
      text.append(content, from, start.start());
      String body = SUMMARY.matcher(content.substring(start.end(), end)).replaceFirst("").strip();
      switch (start.group(1)) {
        case "reasoning" -> thoughts.add(QUOTE.matcher(unescaped(body)).replaceAll("").strip());
        case "tool_calls" -> tools.add(call(attributes(start.group(2)), tools.size(), text));
        default -> text.append(body).append("\n\n");
      }
      from = end + END.length();
      while (from < content.length() && Character.isWhitespace(content.charAt(from))) {
        from++;
      }
    }
    text.append(content, from, content.length());
    thoughts.removeIf(String::isEmpty);
    return new OpenWebUiContent(
        tools.isEmpty() && thoughts.isEmpty() ? text.toString() : text.toString().strip(),
        thoughts.isEmpty() ? null : String.join("\n\n", thoughts),
        tools);
  }

  private static Map<?, ?> call(Map<String, String> attributes, int before, CharSequence text) {
    String result = attributes.get("result");
    return ExportedCall.of(
        attributes.getOrDefault("id", "call-" + before),
        attributes.getOrDefault("name", "tool"),
        plain(attributes.getOrDefault("arguments", "{}")),
        result == null || result.isEmpty() ? null : plain(result),
        before + 1,
        text.length());
  }

  private static Map<String, String> attributes(String tag) {
    Map<String, String> attributes = new HashMap<>();
    Matcher attribute = ATTRIBUTE.matcher(tag);
    while (attribute.find()) {
      attributes.put(attribute.group(1), unescaped(attribute.group(2)));
    }
    return attributes;
  }

  /** A text that is stored as a JSON string; other JSON as it is. */
  private static String plain(String json) {
    if (!json.startsWith("\"")) {
      return json;
    }
    try (JsonReader reader = Json.createReader(new StringReader(json))) {
      return reader.readValue() instanceof JsonString text ? text.getString() : json;
    } catch (JsonException e) {
      return json;
    }
  }

  /** Reverses Python's {@code html.escape}. */
  private static String unescaped(String html) {
    return html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&amp;", "&");
  }
}
