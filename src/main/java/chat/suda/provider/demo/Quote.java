package chat.suda.provider.demo;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A user's words as text within a line of Markdown: on one line, shortened, without characters that
 * Markdown (CommonMark, GFM) or HTML interprets.
 */
final class Quote {

  private static final int MAX_CHARACTERS = 60;
  private static final int MAX_UNITS = 240;

  private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}]+");
  // Also bidirectional control characters.
  private static final Pattern INVISIBLE =
      Pattern.compile("[\\p{Cc}\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff]");
  private static final Pattern ACTIVE = Pattern.compile("[\\\\`*_\\[\\]<>&~|$@]|:(?=//)");
  private static final Pattern BARE_LINK = Pattern.compile("(?i)(www)\\.");

  private Quote() {}

  static String of(String text) {
    String line = SPACE.matcher(text).replaceAll(" ").strip();
    return escaped(shortened(INVISIBLE.matcher(line).replaceAll("")));
  }

  private static String shortened(String line) {
    // Text beyond the maximum need not be counted.
    String head = line.substring(0, Math.min(2 * MAX_UNITS, line.length()));
    List<String> characters = Graphemes.of(head);
    StringBuilder kept = new StringBuilder();
    for (String character : characters.subList(0, Math.min(MAX_CHARACTERS, characters.size()))) {
      if (kept.length() + character.length() > MAX_UNITS) {
        break;
      }
      kept.append(character);
    }
    return kept.length() < line.length() ? kept.toString().strip() + "…" : line;
  }

  private static String escaped(String line) {
    String escaped = ACTIVE.matcher(line).replaceAll("\\\\$0");
    return BARE_LINK.matcher(escaped).replaceAll("$1\\\\.");
  }
}
