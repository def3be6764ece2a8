package chat.suda.conversation.attachment;

/** Takes a text of any length: its beginning is kept, the rest counted. */
final class TextBeginning {

  private final int most;
  private final StringBuilder kept = new StringBuilder();
  private int length;

  /**
   * @param most how much is kept, in UTF-16 code units
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

  /** What is kept, which ends with a whole character. */
  @Override
  public String toString() {
    int end = kept.length();
    boolean half = end > 0 && end < length && Character.isHighSurrogate(kept.charAt(end - 1));
    return kept.substring(0, half ? end - 1 : end);
  }
}
