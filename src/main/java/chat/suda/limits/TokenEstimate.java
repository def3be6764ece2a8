package chat.suda.limits;

/** Estimates the number of tokens of a text, for model servers that do not report it. */
public final class TokenEstimate {

  private static final int ASCII_CHARS = 4;

  private TokenEstimate() {}

  /** One token per four ASCII characters, and one per other code point. */
  public static long of(CharSequence text) {
    if (text == null) {
      return 0;
    }
    long others = text.codePoints().filter(code -> code > 127).count();
    long ascii = text.codePoints().filter(code -> code <= 127).count();
    return (ascii + ASCII_CHARS - 1) / ASCII_CHARS + others;
  }
}
