package chat.suda.stream;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One block of an event stream, by the WHATWG HTML standard, section 9.2 "Server-sent events".
 * Members that do not apply are {@code null}.
 *
 * @param id at most 64 printable ASCII characters
 * @param data one line
 * @param comment one line, shown to no script
 * @param retry milliseconds that the client waits before it reconnects
 */
public record Frame(String id, String data, String comment, Long retry) {

  public static Frame event(String id, String data) {
    return new Frame(id, data, null, null);
  }

  public static Frame comment(String comment) {
    return new Frame(null, null, comment, null);
  }

  public static Frame retry(long millis) {
    return new Frame(null, null, null, millis);
  }

  /** The frames as they go over the wire, in UTF-8. */
  public static byte[] encode(List<Frame> frames) {
    StringBuilder out = new StringBuilder(256 * frames.size());
    for (Frame frame : frames) {
      frame.appendTo(out);
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void appendTo(StringBuilder out) {
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
    out.append('\n');
  }
}
