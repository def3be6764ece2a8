package chat.suda.conversation.imports;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Bounds what a parser keeps in memory of JSON in UTF-8: long strings are cut; nesting that is too
 * deep ends it, and what precedes is read.
 */
final class JsonGuard extends FilterInputStream {

  private static final int MAX_STRING_BYTES = 8_000_000;
  private static final int MAX_DEPTH = 900;

  private boolean inString;
  private boolean escaped;

  /** Digits of a Unicode escape sequence that are still to come. */
  private int hexDigits;

  private int stringBytes;
  private boolean cutting;
  private int depth;

  JsonGuard(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new IOException("nested too deeply");
    }
    int kept = 0;
    while (kept == 0 && length > 0) {
      int read = super.read(buffer, offset, length);
      if (read < 0) {
        return -1;
      }
      for (int i = 0; i < read && depth <= MAX_DEPTH; i++) {
        if (keeps(buffer[offset + i])) {
          buffer[offset + kept++] = buffer[offset + i];
        }
      }
    }
    return kept;
  }

  /** Whether the byte is not part of what is cut off. */
  private boolean keeps(byte next) {
    if (!inString) {
      outside(next);
      return true;
    }
    if (escaped) {
      escaped = false;
      hexDigits = next == 'u' ? 4 : 0;
      return !cutting;
    }
    if (hexDigits > 0) {
      hexDigits--;
      return !cutting;
    }
    if (next == '"') {
      inString = false;
      cutting = false;
      return true;
    }
    boolean beginsCharacter = (next & 0xC0) != 0x80;
    cutting |= beginsCharacter && stringBytes >= MAX_STRING_BYTES;
    stringBytes++;
    escaped = next == '\\';
    return !cutting;
  }

  private void outside(byte next) {
    if (next == '"') {
      inString = true;
      stringBytes = 0;
    } else if (next == '{' || next == '[') {
      depth++;
    } else if (next == '}' || next == ']') {
      depth--;
    }
  }
}
