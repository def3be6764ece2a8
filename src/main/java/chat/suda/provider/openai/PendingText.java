package chat.suda.provider.openai;

/**
 * Received text that has not been delivered.
 *
 * <p>Returns only well-formed UTF-16: a high surrogate at the end waits for the low one, which some
 * servers send with the next delta. Unpaired surrogates and NUL become U+FFFD.
 */
final class PendingText {

  private static final char REPLACEMENT = '\uFFFD';

  private final StringBuilder text = new StringBuilder();
  private long total;
  private int hash;
  private int markedLength;
  private long markedTotal;
  private int markedHash;

  void append(char[] chars, int offset, int length) {
    text.append(chars, offset, length);
    total += length;
    hash = hash(hash, chars, offset, length);
  }

  /** Appends the new part of a text that may repeat all earlier text. */
  void appendWhole(char[] chars, int offset, int length) {
    boolean repeats = length >= total && hash(0, chars, offset, (int) total) == hash;
    int known = repeats ? (int) total : 0;
    append(chars, offset + known, length - known);
  }

  /** The total number of UTF-16 code units appended. */
  long total() {
    return total;
  }

  /** Marks this point for {@link #rollback}; not valid beyond a {@link #take}. */
  void mark() {
    markedLength = text.length();
    markedTotal = total;
    markedHash = hash;
  }

  void rollback() {
    text.setLength(markedLength);
    total = markedTotal;
    hash = markedHash;
  }

  /**
   * Takes the text that is ready.
   *
   * @param last nothing follows, so nothing is held back
   */
  String take(boolean last) {
    int length = text.length();
    if (!last && length > 0 && Character.isHighSurrogate(text.charAt(length - 1))) {
      length--;
    }
    if (length == 0) {
      return "";
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == 0) {
        // Databases cannot store it, and clients receive what is stored.
        text.setCharAt(i, REPLACEMENT);
      } else if (Character.isSurrogate(c)) {
        if (isPairAt(i, length)) {
          i++;
        } else {
          text.setCharAt(i, REPLACEMENT);
        }
      }
    }
    String taken = text.substring(0, length);
    text.delete(0, length);
    return taken;
  }

  private boolean isPairAt(int i, int length) {
    return i + 1 < length && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
  }

  private static int hash(int seed, char[] chars, int offset, int length) {
    int hash = seed;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + chars[i];
    }
    return hash;
  }
}
