package chat.suda.provider.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits text similar to a tokenizer: words with the preceding space, Hangul by one to three
 * syllables, never inside a grapheme cluster.
 */
final class DemoTokens {

  private static final int MAX_WORD = 12;

  private enum Kind {
    WORD,
    HANGUL,
    SPACE,
    LINE_BREAK,
    OTHER
  }

  private final List<String> tokens = new ArrayList<>();
  private final StringBuilder token = new StringBuilder();
  private Kind kind = Kind.OTHER;
  private String last = "";
  private int length;

  private DemoTokens() {}

  /** The tokens; concatenated they are the text. */
  static List<String> of(String text) {
    DemoTokens cut = new DemoTokens();
    Graphemes.of(text).forEach(cut::add);
    cut.endToken();
    return cut.tokens;
  }

  private void add(String cluster) {
    Kind next = kindOf(cluster);
    boolean leadingSpace =
        token.toString().equals(" ") && next != Kind.SPACE && next != Kind.LINE_BREAK;
    if (leadingSpace) {
      length = 0;
    } else if (next != kind || length >= longest(cluster)) {
      endToken();
    }
    kind = next;
    last = cluster;
    token.append(cluster);
    length++;
  }

  private int longest(String cluster) {
    return switch (kind) {
      case WORD -> MAX_WORD;
      // Derived from the text, so that the same text is always split the same.
      case HANGUL -> 1 + Math.floorMod(token.charAt(token.length() - length) * 31 >> 3, 3);
      case SPACE, LINE_BREAK -> Integer.MAX_VALUE;
      case OTHER -> cluster.equals(last) ? 3 : 1;
    };
  }

  private void endToken() {
    if (token.length() > 0) {
      tokens.add(token.toString());
      token.setLength(0);
    }
    length = 0;
  }

  private static Kind kindOf(String cluster) {
    int first = cluster.codePointAt(0);
    if (first == '\n' || first == '\r') {
      return Kind.LINE_BREAK;
    }
    if (Character.isWhitespace(first)) {
      return Kind.SPACE;
    }
    if (Character.UnicodeScript.of(first) == Character.UnicodeScript.HANGUL) {
      return Kind.HANGUL;
    }
    return Character.isLetterOrDigit(first) ? Kind.WORD : Kind.OTHER;
  }
}
