package chat.suda.provider.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A prepared Markdown text with placeholders such as <code>{{quote}}</code>. */
final class Template {

  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

  private final String text;

  private Template(String text) {
    this.text = text;
  }

  /** Reads a text of this package in a language, such as {@code tour} in {@code ko}. */
  static Template read(String language, String name) {
    String file = language + "/" + name + ".md";
    try (InputStream in = Template.class.getResourceAsStream(file)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new Template(text.lines().collect(Collectors.joining("\n")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The parts of the text, separated by empty lines. */
  List<String> parts() {
    return List.of(text.split("\n\n"));
  }

  /** The text with the values inserted. A line with a placeholder without a value is left out. */
  String filled(Map<String, String> values) {
    return text.lines()
        .filter(line -> PLACE.matcher(line).results().allMatch(m -> values.containsKey(m.group(1))))
        // In one pass, so that values are not themselves expanded.
        .map(
            line ->
                PLACE
                    .matcher(line)
                    .replaceAll(m -> Matcher.quoteReplacement(values.get(m.group(1)))))
        .collect(Collectors.joining("\n"));
  }
}
