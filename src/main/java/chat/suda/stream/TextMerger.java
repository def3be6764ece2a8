package chat.suda.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * Joins adjacent texts of one message, so that a lagging connection catches up with fewer, larger
 * events. The JSON strings are concatenated without being parsed.
 */
final class TextMerger {

  private static final byte[] BEFORE = "\"content\":\"".getBytes(US_ASCII);

  /** Cannot occur inside of a JSON string, where quotes are escaped. */
  private static final byte[] AFTER = "\",\"metadata\":".getBytes(US_ASCII);

  private TextMerger() {}

  /**
   * Adds the entries' frames; a joined frame has the last entry's id, so that no cursor points
   * inside it.
   */
  static void frames(List<EventLog.Entry> entries, List<Frame> frames) {
    int at = 0;
    while (at < entries.size()) {
      int end = at + 1;
      while (end < entries.size() && entries.get(end - 1).continuesInto(entries.get(end))) {
        end++;
      }
      frames.add(end == at + 1 ? entries.get(at).frame() : joined(entries.subList(at, end)));
      at = end;
    }
  }

  private static Frame joined(List<EventLog.Entry> run) {
    ByteArrayOutputStream json = new ByteArrayOutputStream(256 + 32 * run.size());
    byte[] first = run.get(0).frame().bytes();
    int start = run.get(0).frame().dataStart();
    json.write(first, start, contentStart(first) - start);
    for (EventLog.Entry entry : run) {
      byte[] bytes = entry.frame().bytes();
      int from = contentStart(bytes);
      json.write(bytes, from, indexOf(AFTER, bytes, from) - from);
    }
    int tail = indexOf(AFTER, first, contentStart(first));
    json.write(first, tail, run.get(0).frame().dataEnd() - tail);
    return Frame.event(run.get(run.size() - 1).frame().id(), json.toByteArray());
  }

  private static int contentStart(byte[] bytes) {
    return indexOf(BEFORE, bytes, 0) + BEFORE.length;
  }

  private static int indexOf(byte[] wanted, byte[] bytes, int from) {
    for (int at = from; at <= bytes.length - wanted.length; at++) {
      int same = 0;
      while (same < wanted.length && bytes[at + same] == wanted[same]) {
        same++;
      }
      if (same == wanted.length) {
        return at;
      }
    }
    throw new IllegalArgumentException("no text event");
  }
}
