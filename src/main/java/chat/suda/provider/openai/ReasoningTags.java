package chat.suda.provider.openai;

/**
 * Separates reasoning from content for servers that leave it between {@code <think>} and {@code
 * </think>} at the beginning. If the chat template has removed the opening tag, the first closing
 * tag outside of code marks everything before it as reasoning, unless an opening tag precedes it:
 * then the answer is about such tags.
 *
 * <p>Holds back only possible beginnings of a tag, and white space next to one.
 */
final class ReasoningTags {

  private static final String OPEN = "<think>";
  private static final String CLOSE = "</think>";

  private enum State {
    /** Only white space so far. */
    BEFORE,
    REASONING,
    /** After a closing tag, before the answer's first visible character. */
    BETWEEN,
    CONTENT
  }

  private State state = State.BEFORE;
  private boolean opened;
  private boolean reasoningBegun;
  private boolean evenBackticks = true;
  private String held = "";
  private final StringBuilder content = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private boolean reclassified;

  /**
   * Takes more content.
   *
   * @param bareClose whether a closing tag without an opening one counts
   * @param last nothing follows, so nothing is held back
   */
  void add(String text, boolean bareClose, boolean last) {
    String rest = held + text;
    held = "";
    while (!rest.isEmpty()) {
      rest =
          switch (state) {
            case BEFORE -> before(rest, last);
            case REASONING -> reasoning(rest, last);
            case BETWEEN -> between(rest);
            case CONTENT -> content(rest, bareClose && !opened, last);
          };
    }
  }

  /** The answer's text since the last call. */
  String takeContent() {
    return taken(content);
  }

  /** The reasoning since the last call. */
  String takeReasoning() {
    return taken(reasoning);
  }

  /** Whether all content taken before turned out to be reasoning. */
  boolean takeReclassified() {
    boolean taken = reclassified;
    reclassified = false;
    return taken;
  }

  private static String taken(StringBuilder from) {
    String text = from.toString();
    from.setLength(0);
    return text;
  }

  private String before(String text, boolean last) {
    int at = firstVisible(text);
    if (text.startsWith(OPEN, at)) {
      opened = true;
      state = State.REASONING;
      return text.substring(at + OPEN.length());
    }
    if (!last && OPEN.startsWith(text.substring(at))) {
      held = text;
      return "";
    }
    state = State.CONTENT;
    return text;
  }

  private String reasoning(String text, boolean last) {
    String visible = reasoningBegun ? text : text.substring(firstVisible(text));
    int close = visible.indexOf(CLOSE);
    if (close >= 0) {
      reasoning.append(visible.substring(0, close).stripTrailing());
      state = State.BETWEEN;
      return visible.substring(close + CLOSE.length());
    }
    int to = last ? visible.length() : visible.length() - partOfClose(visible);
    int end = visible.substring(0, to).stripTrailing().length();
    reasoningBegun |= end > 0;
    reasoning.append(visible, 0, end);
    held = last ? "" : visible.substring(end);
    return "";
  }

  private String between(String text) {
    int at = firstVisible(text);
    if (at < text.length()) {
      state = State.CONTENT;
    }
    return text.substring(at);
  }

  private String content(String text, boolean bareClose, boolean last) {
    int tag = bareClose ? firstTag(text) : -1;
    if (tag < 0) {
      int end = last || !bareClose ? text.length() : text.length() - partOfTag(text);
      if (bareClose) {
        countBackticks(text.substring(0, end));
      }
      content.append(text, 0, end);
      held = text.substring(end);
      return "";
    }
    String before = text.substring(0, tag);
    boolean closes = text.startsWith(CLOSE, tag);
    String rest = text.substring(tag + (closes ? CLOSE : OPEN).length());
    countBackticks(before);
    if (evenBackticks && closes) {
      reasoning.append(content).append(before.stripTrailing());
      content.setLength(0);
      reclassified = true;
      opened = true;
      state = State.BETWEEN;
    } else {
      opened |= evenBackticks;
      content.append(text, 0, text.length() - rest.length());
    }
    return rest;
  }

  private static int firstTag(String text) {
    int open = text.indexOf(OPEN);
    int close = text.indexOf(CLOSE);
    return open < 0 || close < 0 ? Math.max(open, close) : Math.min(open, close);
  }

  private void countBackticks(String text) {
    for (int i = text.indexOf('`'); i >= 0; i = text.indexOf('`', i + 1)) {
      evenBackticks = !evenBackticks;
    }
  }

  /** The number of characters at the end that may begin a closing tag. */
  private static int partOfClose(String text) {
    return partOf(CLOSE, text);
  }

  /** Likewise for any tag. */
  private static int partOfTag(String text) {
    return Math.max(partOf(OPEN, text), partOf(CLOSE, text));
  }

  private static int partOf(String tag, String text) {
    int at = text.lastIndexOf('<');
    return at >= 0 && tag.startsWith(text.substring(at)) ? text.length() - at : 0;
  }

  private static int firstVisible(String text) {
    int at = 0;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }
}
