package chat.suda.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/**
 * One block of an event stream as sent on the wire (WHATWG HTML, section 9.2 "Server-sent events").
 * Encoded once for all connections.
 */
public final class Frame {

  /** The data of the first event of a connection. */
  public static final String READY = "{\"type\":\"ready\"}";

  private static final byte[] ID = "id: ".getBytes(US_ASCII);
  private static final byte[] DATA = "data: ".getBytes(US_ASCII);

  private final byte[] bytes;
  private final int idLength;

  /** Length of the data in bytes, or -1 if this is no event. */
  private final int dataLength;

  private Frame(byte[] bytes, int idLength, int dataLength) {
    this.bytes = bytes;
    this.idLength = idLength;
    this.dataLength = dataLength;
  }

  /**
   * An event.
   *
   * @param id at most 64 printable ASCII characters, or {@code null}
   * @param data one line
   */
  public static Frame event(String id, String data) {
    return event(id, data.getBytes(UTF_8));
  }

  /** As the other, for data that is UTF-8 already. */
  public static Frame event(String id, byte[] text) {
    byte[] name = id == null ? new byte[0] : id.getBytes(US_ASCII);
    int idLine = id == null ? 0 : ID.length + name.length + 1;
    byte[] bytes = new byte[idLine + DATA.length + text.length + 2];
    if (id != null) {
      System.arraycopy(ID, 0, bytes, 0, ID.length);
      System.arraycopy(name, 0, bytes, ID.length, name.length);
      bytes[idLine - 1] = '\n';
    }
    System.arraycopy(DATA, 0, bytes, idLine, DATA.length);
    System.arraycopy(text, 0, bytes, idLine + DATA.length, text.length);
    bytes[bytes.length - 2] = '\n';
    bytes[bytes.length - 1] = '\n';
    return new Frame(bytes, id == null ? -1 : name.length, text.length);
  }

  /** A comment of one line; scripts do not see it. */
  public static Frame comment(String comment) {
    return new Frame((": " + comment + "\n\n").getBytes(UTF_8), -1, -1);
  }

  /** The reconnection time of the client. */
  public static Frame retry(long millis) {
    return new Frame(("retry: " + millis + "\n\n").getBytes(US_ASCII), -1, -1);
  }

  /** An event with all fields (WHATWG HTML, section 9.2.6); {@code null} or negative: absent. */
  public static Frame of(String id, String name, String comment, long retryMillis, String data) {
    StringBuilder block = new StringBuilder();
    field(block, "", comment);
    field(block, "id", id);
    field(block, "event", name);
    field(block, "retry", retryMillis < 0 ? null : Long.toString(retryMillis));
    field(block, "data", data);
    return new Frame(block.append('\n').toString().getBytes(UTF_8), -1, -1);
  }

  private static void field(StringBuilder block, String name, String value) {
    if (value != null) {
      for (String line : value.split("\r\n|\r|\n", -1)) {
        block.append(name).append(": ").append(line).append('\n');
      }
    }
  }

  /** The comment, or {@code null} if this is none. */
  public String comment() {
    return bytes[0] == ':' ? toString().substring(2).stripTrailing() : null;
  }

  /** The reconnection time in milliseconds, or -1 if this frame has none. */
  public long retryMillis() {
    String text = isEvent() ? "" : toString();
    return text.startsWith("retry: ") ? Long.parseLong(text.substring(7).strip()) : -1;
  }

  /** The event's id, or {@code null}. */
  public String id() {
    return idLength < 0 ? null : new String(bytes, ID.length, idLength, US_ASCII);
  }

  /** The event's data, or {@code null} if this is no event. */
  public String data() {
    return dataLength < 0 ? null : new String(bytes, dataStart(), dataLength, UTF_8);
  }

  /** The encoded frame. The array must not be modified. */
  byte[] bytes() {
    return bytes;
  }

  /** Where in the bytes an event's data begins. */
  int dataStart() {
    return dataEnd() - dataLength;
  }

  int dataEnd() {
    return bytes.length - 2;
  }

  /** Length in bytes, or -1 if this is no event. */
  int dataLength() {
    return dataLength;
  }

  public boolean isEvent() {
    return dataLength >= 0;
  }

  /** The frames encoded in UTF-8. The array must not be modified. */
  public static byte[] encode(List<Frame> frames) {
    if (frames.size() == 1) {
      return frames.get(0).bytes;
    }
    int length = 0;
    for (Frame frame : frames) {
      length += frame.bytes.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (Frame frame : frames) {
      System.arraycopy(frame.bytes, 0, all, at, frame.bytes.length);
      at += frame.bytes.length;
    }
    return all;
  }

  /** Length on the wire, in bytes. */
  int size() {
    return bytes.length;
  }

  @Override
  public String toString() {
    return new String(bytes, UTF_8);
  }
}
