package chat.suda.conversation;

import chat.suda.database.Migrations;
import chat.suda.stream.Utf16;
import java.text.BreakIterator;
import java.text.Normalizer;
import java.util.Locale;

/** Normalizes texts for storage in both databases, and for the search. */
final class TextNormalizer {

  /** H2's maximum for one column, in UTF-16 code units. */
  static final int MAX = Migrations.MAX_TEXT;

  private static final int TITLE = 60;
  private static final char UNKNOWN = '\uFFFD';

  private TextNormalizer() {}

  /**
   * The text without what PostgreSQL rejects: NUL and unpaired surrogates are replaced by one
   * character each, so that offsets stay valid; cut to H2's maximum.
   */
  static String storable(String text) {
    if (text == null) {
      return null;
    }
    StringBuilder changed = null;
    int length = Math.min(text.length(), MAX);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (c == 0 || Character.isSurrogate(c)) {
        changed = changed == null ? new StringBuilder(text) : changed;
        changed.setCharAt(i, UNKNOWN);
      }
    }
    return (changed == null ? text : changed.toString()).substring(0, length);
  }

  /** The form for comparisons: without case, and Korean composed (NFC) however it was typed. */
  static String folded(String text) {
    if (text == null) {
      return null;
    }
    return storable(Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT));
  }

  /** The first words, on one line. */
  static String firstWords(String text) {
    String line = text.substring(0, Math.min(text.length(), 4 * TITLE)).strip();
    line = line.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    if (line.length() <= TITLE) {
      return line.isEmpty() ? null : line;
    }
    BreakIterator words = BreakIterator.getWordInstance(Locale.ROOT);
    words.setText(line);
    String cut = line.substring(0, words.preceding(TITLE + 1)).strip();
    return cut.isEmpty() ? Utf16.beginning(line, TITLE) : cut;
  }
}
