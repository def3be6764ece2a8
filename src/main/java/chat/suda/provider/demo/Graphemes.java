package chat.suda.provider.demo;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Extended grapheme clusters (Unicode UAX #29). Uses regular expressions, since {@code
 * BreakIterator} supports joined emoji only from JDK 20 on.
 */
final class Graphemes {

  private static final Pattern CLUSTER = Pattern.compile("\\X");

  private Graphemes() {}

  static List<String> of(String text) {
    return CLUSTER.matcher(text).results().map(MatchResult::group).toList();
  }
}
