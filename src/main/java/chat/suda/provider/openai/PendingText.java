package chat.suda.provider.openai;

/**
 * Text that has arrived and is not delivered yet.
 *
 * <p>Hands out well-formed UTF-16 only: a high surrogate at the end waits for its other half, which
 * some servers send with the next delta; a lone one becomes U+FFFD, as does NUL.
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

  /** Appends what is new in a text that may repeat all that was appended before. */
  void appendWhole(char[] chars, int offset, int length) {
    boolean repeats = length >= total && hash(0, chars, offset, (int) total) == hash;
    int known = repeats ? (int) total : 0;
    append(chars, offset + known, length - known);
  }

  /** How many UTF-16 code units were ever appended. */
  long total() {
    return total;
  }

  /** Remembers this point for {@link #rollback}; not beyond a {@link #take}. */
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
   * Takes what is ready.
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
        // No database of ours keeps it, and what is told is what is kept.
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
