package chat.suda.conversation.imports;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Ends JSON in UTF-8 whose strings or nesting exceed what a parser should keep in memory; what
 * precedes is read.
 */
final class JsonGuard extends FilterInputStream {

  private static final int MAX_STRING_BYTES = 8_000_000;
  private static final int MAX_DEPTH = 900;

  private boolean inString;
  private boolean escaped;
  private int stringBytes;
  private int depth;
  private String problem;

  JsonGuard(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    if (read >= 0) {
      problem = problem((byte) read);
      fail();
    }
    return read;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    fail();
    int read = super.read(buffer, offset, length);
    for (int i = 0; i < read; i++) {
      problem = problem(buffer[offset + i]);
      if (problem != null && i > 0) {
        return i;
      }
      fail();
    }
    return read;
  }

  private void fail() throws IOException {
    if (problem != null) {
      throw new IOException(problem);
    }
  }

  /** The violation after this byte, or {@code null}. */
  private String problem(byte next) {
    if (inString) {
      stringBytes++;
      if (escaped) {
        escaped = false;
      } else if (next == '\\') {
        escaped = true;
      } else if (next == '"') {
        inString = false;
      }
      if (stringBytes > MAX_STRING_BYTES) {
        return "a string is too long";
      }
    } else if (next == '"') {
      inString = true;
      stringBytes = 0;
    } else if (next == '{' || next == '[') {
      if (++depth > MAX_DEPTH) {
        return "nested too deeply";
      }
    } else if (next == '}' || next == ']') {
      depth--;
    }
    return null;
  }
}
