package chat.suda.limits;

/** About how many tokens a text is, where the model server does not tell. */
public final class TokenEstimate {

  private static final int ASCII_CHARS = 4;

  private TokenEstimate() {}

  /** A token for four ASCII characters, and one for each other code point. */
  public static long of(CharSequence text) {
    if (text == null) {
      return 0;
    }
    long others = text.codePoints().filter(code -> code > 127).count();
    long ascii = text.codePoints().filter(code -> code <= 127).count();
    return (ascii + ASCII_CHARS - 1) / ASCII_CHARS + others;
  }
}
