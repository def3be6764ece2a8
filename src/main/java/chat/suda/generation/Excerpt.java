package chat.suda.generation;

import chat.suda.stream.Utf16;

/** Shortens long texts. */
final class Excerpt {

  private Excerpt() {}

  /** The text, cut to that length with a note of it at the end, never within a surrogate pair. */
  static String of(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    String note = "… [" + text.length() + " characters, cut]";
    String beginning = Utf16.beginning(text, most - note.length());
    return beginning + (beginning.isEmpty() ? "" : note);
  }
}
