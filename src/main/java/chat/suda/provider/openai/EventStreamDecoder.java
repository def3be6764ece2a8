package chat.suda.provider.openai;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Reads an event stream as of the WHATWG HTML standard, section 9.2.6, from chunks of any size.
 *
 * <p>Works on one buffer of bytes; event data are passed as ranges of it. Buffers at most one
 * event. Not thread-safe.
 */
final class EventStreamDecoder {

  /** Maximum size of an event: 16 MiB of data, plus field names and comments. */
  static final int MAX_EVENT_BYTES = (16 << 20) + (64 << 10);

  private static final String MESSAGE = "message";
  private static final int NONE = -1;

  /** Receives the events. */
  interface Sink {

    /**
     * One event. The bytes are valid during the call only.
     *
     * @param type the event's type, {@code message} unless the stream says otherwise
     */
    void event(String type, byte[] bytes, int offset, int length) throws IOException;
  }

  private final Sink sink;
  private byte[] buffer = new byte[4096];
  private int end;
  private int lineFrom;
  private int scanned;
  private int dataFrom = NONE;
  private int dataTo;
  private String type = MESSAGE;
  private boolean begun;
  private boolean afterCr;

  EventStreamDecoder(Sink sink) {
    this.sink = sink;
  }

  /**
   * Decodes bytes and passes on the events that they complete.
   *
   * @throws MalformedStreamException if an event is too large
   * @throws IOException thrown by the sink
   */
  void decode(List<ByteBuffer> read) throws IOException {
    int length = 0;
    for (ByteBuffer piece : read) {
      length += piece.remaining();
    }
    if (length > buffer.length - end) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, end + length));
    }
    for (ByteBuffer piece : read) {
      int bytes = piece.remaining();
      piece.get(buffer, end, bytes);
      end += bytes;
    }
    readLines();
    keepRest();
  }

  /**
   * The stream has ended. The standard drops a last event without a blank line; some servers end
   * so, so it is passed on here.
   */
  void end() throws IOException {
    if (lineFrom < end) {
      readLine(lineFrom, end);
    }
    lineFrom = end;
    dispatch();
  }

  private void readLines() throws IOException {
    byte[] bytes = buffer;
    int to = end;
    int at = scanned;
    while (true) {
      at = LineEnds.next(bytes, at, to);
      if (at == to) {
        break;
      }
      boolean cr = bytes[at] == '\r';
      if (cr || !afterCr || at > lineFrom) {
        readLine(lineFrom, at);
      } // else it is the LF of a CR LF, whose CR has ended the line
      afterCr = cr;
      lineFrom = ++at;
    }
    scanned = at;
  }

  private void readLine(int from, int to) throws IOException {
    if (!begun) {
      begun = true;
      from += startsWith(from, to, 0xEF, 0xBB, 0xBF) ? 3 : 0;
    }
    if (from == to) {
      dispatch();
    } else if (startsWith(from, to, 'd', 'a', 't', 'a') && (from + 4 == to || is(from + 4, ':'))) {
      addData(valueFrom(from + 4, to), to);
    } else if (!is(from, ':')) {
      readField(from, to);
    }
  }

  private void readField(int from, int to) {
    int colon = from;
    while (colon < to && buffer[colon] != ':') {
      colon++;
    }
    String name = new String(buffer, from, colon - from, StandardCharsets.UTF_8);
    int value = valueFrom(colon, to);
    if (name.equals("event")) {
      String given = new String(buffer, value, to - value, StandardCharsets.UTF_8);
      type = given.isEmpty() ? MESSAGE : given;
    } else if (name.equals("error")) { // llama.cpp reports errors so: the field name is the type
      type = name;
      addData(value, to);
    }
  }

  /** Joins data lines by LF, in place, in the space of the removed field names. */
  private void addData(int from, int to) {
    if (dataFrom == NONE) {
      dataFrom = from;
      dataTo = to;
    } else {
      buffer[dataTo++] = '\n';
      System.arraycopy(buffer, from, buffer, dataTo, to - from);
      dataTo += to - from;
    }
  }

  private void dispatch() throws IOException {
    int from = dataFrom;
    String dispatched = type;
    dataFrom = NONE;
    type = MESSAGE;
    if (from != NONE) {
      if (dataTo - from > MAX_EVENT_BYTES) {
        throw new MalformedStreamException("an event is too large");
      }
      sink.event(dispatched, buffer, from, dataTo - from);
    }
  }

  private void keepRest() throws MalformedStreamException {
    int from = dataFrom == NONE ? lineFrom : dataFrom;
    if (end - from > MAX_EVENT_BYTES) {
      throw new MalformedStreamException("an event is too large");
    }
    if (from > 0) {
      System.arraycopy(buffer, from, buffer, 0, end - from);
      end -= from;
      lineFrom -= from;
      scanned -= from;
      if (dataFrom != NONE) {
        dataFrom -= from;
        dataTo -= from;
      }
    }
  }

  /** The start of a field's value: after the colon and one space. */
  private int valueFrom(int colon, int to) {
    int from = Math.min(colon + 1, to);
    return from < to && is(from, ' ') ? from + 1 : from;
  }

  private boolean is(int at, char expected) {
    return buffer[at] == expected;
  }

  private boolean startsWith(int from, int to, int... bytes) {
    if (to - from < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if (buffer[from + i] != (byte) bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
