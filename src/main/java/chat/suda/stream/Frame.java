package chat.suda.stream;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One block of an event stream, by the WHATWG HTML standard, section 9.2 "Server-sent events".
 * Members that do not apply are {@code null}.
 */
public final class Frame {

  /** The data of the first event of a connection. */
  public static final String READY = "{\"type\":\"ready\"}";

  private final String id;
  private final String data;
  private final String comment;
  private final Long retry;

  /** What goes over the wire: made once, however many connections it is written to. */
  private volatile byte[] bytes;

  private Frame(String id, String data, String comment, Long retry) {
    this.id = id;
    this.data = data;
    this.comment = comment;
    this.retry = retry;
  }

  /**
   * An event.
   *
   * @param id at most 64 printable ASCII characters, or {@code null}
   * @param data one line
   */
  public static Frame event(String id, String data) {
    return new Frame(id, data, null, null);
  }

  /** A comment of one line, shown to no script. */
  public static Frame comment(String comment) {
    return new Frame(null, null, comment, null);
  }

  /** How long the client waits before it reconnects. */
  public static Frame retry(long millis) {
    return new Frame(null, null, null, millis);
  }

  public String id() {
    return id;
  }

  public String data() {
    return data;
  }

  public String comment() {
    return comment;
  }

  /** Milliseconds. */
  public Long retry() {
    return retry;
  }

  /** The frames as they go over the wire, in UTF-8. The array is not to be changed. */
  public static byte[] encode(List<Frame> frames) {
    if (frames.size() == 1) {
      return frames.get(0).bytes();
    }
    int length = 0;
    for (Frame frame : frames) {
      length += frame.bytes().length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (Frame frame : frames) {
      byte[] one = frame.bytes();
      System.arraycopy(one, 0, all, at, one.length);
      at += one.length;
    }
    return all;
  }

  /** How many bytes go over the wire. */
  int size() {
    return bytes().length;
  }

  /** Racing threads may each make it: the results are equal. */
  private byte[] bytes() {
    byte[] made = bytes;
    if (made == null) {
      made = text().getBytes(StandardCharsets.UTF_8);
      bytes = made;
    }
    return made;
  }

  private String text() {
    StringBuilder out = new StringBuilder(64 + (data == null ? 0 : data.length()));
    if (comment != null) {
      out.append(": ").append(comment).append('\n');
    }
    if (retry != null) {
      out.append("retry: ").append(retry.longValue()).append('\n');
    }
    if (id != null) {
      out.append("id: ").append(id).append('\n');
    }
    if (data != null) {
      out.append("data: ").append(data).append('\n');
    }
    return out.append('\n').toString();
  }

  @Override
  public String toString() {
    return text();
  }
}
