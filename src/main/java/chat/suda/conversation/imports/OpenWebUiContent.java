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
  private static final Pattern ATTRIBUTE = Pattern.compile("(?<![a-z])([a-z]{1,20})=\"([^\"]*)\"");
  private static final Pattern QUOTE = Pattern.compile("^> ?", Pattern.MULTILINE);

  static OpenWebUiContent parse(String content) {
    Reasoning tagged = Reasoning.of(null, content);
    String rest = tagged.content();
    StringBuilder text = new StringBuilder();
    List<String> thoughts = new ArrayList<>();
    if (tagged.reasoning() != null) {
      thoughts.add(tagged.reasoning());
    }
    List<Map<?, ?>> tools = new ArrayList<>();
    Matcher start = START.matcher(rest);
    int from = 0;
    while (start.find(from)) {
      int end = rest.indexOf(END, start.end());
      if (end < 0) {
        break;
      }
      addParagraph(text, rest.substring(from, start.start()));
      String body = SUMMARY.matcher(rest.substring(start.end(), end)).replaceFirst("").strip();
      switch (start.group(1)) {
        case "reasoning" -> thoughts.add(QUOTE.matcher(unescaped(body)).replaceAll("").strip());
        case "tool_calls" ->
            tools.add(call(tools, attributes(start.group(2)), unescaped(body), text.length()));
        default -> addParagraph(text, body);
      }
      from = end + END.length();
    }
    if (from == 0) {
      text.append(rest);
    } else {
      addParagraph(text, rest.substring(from));
    }
    thoughts.removeIf(String::isEmpty);
    return new OpenWebUiContent(
        text.toString(), thoughts.isEmpty() ? null : String.join("\n\n", thoughts), tools);
  }

  /** Without blank lines around it. */
  private static void addParagraph(StringBuilder text, String more) {
    int first = more.length() - more.stripLeading().length();
    // With the indent of its first line.
    String lines = more.substring(more.lastIndexOf('\n', first - 1) + 1).stripTrailing();
    if (!lines.isEmpty()) {
      text.append(text.isEmpty() ? "" : "\n\n").append(lines);
    }
  }

  private static Map<?, ?> call(
      List<Map<?, ?>> before, Map<String, String> attributes, String body, int offset) {
    // Newer versions write the result as the content.
    String result = attributes.getOrDefault("result", body);
    return ExportedCall.of(
        before,
        attributes.getOrDefault("name", "tool"),
        plain(attributes.getOrDefault("arguments", "{}")),
        result.isEmpty() ? null : plain(result),
        offset);
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
