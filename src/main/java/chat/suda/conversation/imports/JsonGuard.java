package chat.suda.conversation.imports;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Ends JSON in UTF-8 whose strings are longer, or which is nested deeper, than a parser should keep
 * in memory.
 */
final class JsonGuard extends FilterInputStream {

  private static final int STRING_BYTES = 8_000_000;
  private static final int DEPTH = 900;

  private boolean inString;
  private boolean escaped;
  private int stringBytes;
  private int depth;

  JsonGuard(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    if (read >= 0) {
      check((byte) read);
    }
    return read;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    for (int i = 0; i < read; i++) {
      check(buffer[offset + i]);
    }
    return read;
  }

  private void check(byte next) throws IOException {
    if (inString) {
      stringBytes++;
      if (escaped) {
        escaped = false;
      } else if (next == '\\') {
        escaped = true;
      } else if (next == '"') {
        inString = false;
      }
      if (stringBytes > STRING_BYTES) {
        throw new IOException("a string is too long");
      }
    } else if (next == '"') {
      inString = true;
      stringBytes = 0;
    } else if (next == '{' || next == '[') {
      if (++depth > DEPTH) {
        throw new IOException("nested too deeply");
      }
    } else if (next == '}' || next == ']') {
      depth--;
    }
  }
}
