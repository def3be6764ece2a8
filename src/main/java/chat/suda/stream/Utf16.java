package chat.suda.stream;

/** Texts measured in UTF-16 code units, as offsets and bounds are. */
public final class Utf16 {

  private Utf16() {}

  /** The longest prefix of at most that length that does not end within a surrogate pair. */
  public static String beginning(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Math.max(0, most);
    boolean splits = end > 0 && Character.isHighSurrogate(text.charAt(end - 1));
    return text.substring(0, splits ? end - 1 : end);
  }
}
