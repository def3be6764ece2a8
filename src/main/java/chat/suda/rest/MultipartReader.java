package chat.suda.rest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads the parts of a multipart body, one after the other (RFC 2046, section 5.1), in bounded
 * memory. Its methods throw {@link IOException} where the body is malformed or ends early.
 */
final class MultipartReader {

  private static final int MAX_HEADER_BYTES = 8192;

  private final InputStream in;
  private final byte[] chunk = new byte[65_536];
  private int chunkFrom;
  private int chunkTo;

  /** The delimiter of a part. */
  private final byte[] delimiter;

  /** The failure function of the search for the delimiter (KMP). */
  private final int[] fits;

  private int matched;
  private final byte[] pending = new byte[128];
  private int pendingFrom;
  private int pendingTo;
  private boolean ended;

  MultipartReader(InputStream in, String boundary) {
    this.in = in;
    delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    fits = new int[delimiter.length];
    for (int i = 1, fit = 0; i < delimiter.length; i++) {
      while (fit > 0 && delimiter[i] != delimiter[fit]) {
        fit = fits[fit - 1];
      }
      fits[i] = delimiter[i] == delimiter[fit] ? ++fit : 0;
    }
    // The first delimiter has no line before it.
    matched = 2;
    ended = false;
  }

  /** Goes to the next part; returns whether there is one. */
  boolean next() throws IOException {
    skip();
    int first = must(nextByte());
    int second = must(nextByte());
    if (first == '-' && second == '-') {
      return false;
    }
    // White space may follow the boundary.
    while (!(first == '\r' && second == '\n')) {
      if (first != ' ' && first != '\t') {
        throw new IOException("no line end behind the boundary");
      }
      first = second;
      second = must(nextByte());
    }
    ended = false;
    return true;
  }

  /** The header fields of this part, with their line ends. */
  String header() throws IOException {
    byte[] bytes = new byte[MAX_HEADER_BYTES];
    int length = 0;
    while (length < MAX_HEADER_BYTES) {
      bytes[length++] = (byte) must(nextByte());
      boolean none = length == 2 && bytes[0] == '\r' && bytes[1] == '\n';
      if (none
          || length >= 4
              && bytes[length - 4] == '\r'
              && bytes[length - 3] == '\n'
              && bytes[length - 2] == '\r'
              && bytes[length - 1] == '\n') {
        // An empty part's delimiter begins with the line end that ends its headers.
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
      }
    }
    throw new IOException("headers too long");
  }

  /** Reads to the end of this part. */
  void skip() throws IOException {
    byte[] buffer = new byte[8192];
    while (read(buffer) >= 0) {
      // Ignored.
    }
  }

  /** Reads the next byte of this part; -1 at its end. */
  int read(byte[] buffer) throws IOException {
    int count = 0;
    while (count < buffer.length) {
      if (pendingFrom < pendingTo) {
        buffer[count++] = pending[pendingFrom++];
      } else if (ended) {
        return count == 0 ? -1 : count;
      } else {
        step(must(nextByte()));
      }
    }
    return count;
  }

  private void step(int next) {
    pendingFrom = 0;
    pendingTo = 0;
    while (matched > 0 && (delimiter[matched] & 0xff) != next) {
      int shorter = fits[matched - 1];
      release(matched - shorter);
      matched = shorter;
    }
    if ((delimiter[matched] & 0xff) == next) {
      if (++matched == delimiter.length) {
        matched = 0;
        ended = true;
      }
    } else {
      pending[pendingTo++] = (byte) next;
    }
  }

  /** A partial match of the delimiter is content. */
  private void release(int count) {
    for (int i = 0; i < count; i++) {
      pending[pendingTo++] = delimiter[i];
    }
  }

  /** Reads the rest of the body, at most that many bytes. */
  void drain(long maxBytes) throws IOException {
    in.skip(maxBytes);
  }

  private int nextByte() throws IOException {
    if (chunkFrom == chunkTo) {
      chunkFrom = 0;
      chunkTo = Math.max(0, in.read(chunk));
    }
    return chunkFrom == chunkTo ? -1 : chunk[chunkFrom++] & 0xff;
  }

  private static int must(int read) throws IOException {
    if (read < 0) {
      throw new IOException("the body ends too early");
    }
    return read;
  }
}
