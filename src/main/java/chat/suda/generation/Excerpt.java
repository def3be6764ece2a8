package chat.suda.generation;

import chat.suda.stream.Utf16;

/** The beginning of a long text. */
final class Excerpt {

  private Excerpt() {}

  /** The text, cut to a length that is said at its end, but not in a surrogate pair. */
  static String of(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    String note = "… [" + text.length() + " characters, cut]";
    String beginning = Utf16.beginning(text, most - note.length());
    return beginning + (beginning.isEmpty() ? "" : note);
  }
}
