package chat.suda.stream;

/** Texts by their UTF-16 code units, which offsets and bounds count. */
public final class Utf16 {

  private Utf16() {}

  /** The text's beginning of at most that length, which does not end within a surrogate pair. */
  public static String beginning(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Math.max(0, most);
    boolean splits = end > 0 && Character.isHighSurrogate(text.charAt(end - 1));
    return text.substring(0, splits ? end - 1 : end);
  }
}
