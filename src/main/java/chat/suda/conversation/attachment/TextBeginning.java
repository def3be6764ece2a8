package chat.suda.conversation.attachment;

/** Collects the beginning of a text of any length, and counts the rest. */
final class TextBeginning {

  private final int most;
  private final StringBuilder kept = new StringBuilder();
  private int length;

  /**
   * @param most maximum length, in UTF-16 code units
   */
  TextBeginning(int most) {
    this.most = most;
  }

  void append(CharSequence text) {
    length += text.length();
    int room = Math.min(text.length(), most - kept.length());
    if (room > 0) {
      kept.append(text, 0, room);
    }
  }

  int length() {
    return length;
  }

  /** The collected beginning; ends with a whole character. */
  @Override
  public String toString() {
    int end = kept.length();
    boolean half = end > 0 && end < length && Character.isHighSurrogate(kept.charAt(end - 1));
    return kept.substring(0, half ? end - 1 : end);
  }
}
