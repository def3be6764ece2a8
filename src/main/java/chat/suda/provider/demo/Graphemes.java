package chat.suda.provider.demo;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What people see as one character: extended grapheme clusters (Unicode UAX #29). By regular
 * expression, since {@code BreakIterator} knows joined emoji only from JDK 20.
 */
final class Graphemes {

  private static final Pattern CLUSTER = Pattern.compile("\\X");

  private Graphemes() {}

  static List<String> of(String text) {
    return CLUSTER.matcher(text).results().map(MatchResult::group).toList();
  }
}
