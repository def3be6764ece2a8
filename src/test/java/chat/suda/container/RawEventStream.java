package chat.suda.container;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Decodes a response byte by byte, as it comes from the socket: the head and the chunks by RFC
 * 9112, the events by the WHATWG HTML standard, section 9.2.6. What a cut leaves unfinished counts
 * for nothing.
 */
final class RawEventStream {

  /** A dispatched event; {@code id} is the last event id at that moment. */
  record Event(String id, String data) {}

  private enum Part {
    HEAD,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILER,
    OVER
  }

  private final Consumer<Event> onEvent;
  private final ByteArrayOutputStream size = new ByteArrayOutputStream(16);
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
  private final StringBuilder head = new StringBuilder();
  private final StringBuilder data = new StringBuilder();
  private Part part = Part.HEAD;
  private long left;
  private boolean afterCarriageReturn;
  private boolean firstLine = true;
  private boolean hasData;
  private String idBuffer = "";
  private int comments;
  private long fed;

  RawEventStream(Consumer<Event> onEvent) {
    this.onEvent = onEvent;
  }

  /** The head so far, line by line. */
  String head() {
    return head.toString();
  }

  int status() {
    return Integer.parseInt(head.substring(9, 12));
  }

  boolean hasHead() {
    return part != Part.HEAD;
  }

  /** Whether the body has come to a regular end. */
  boolean over() {
    return part == Part.OVER;
  }

  int comments() {
    return comments;
  }

  /** Bytes fed so far, those of the head and of the chunks' own lines too. */
  long fed() {
    return fed;
  }

  void feed(byte next) {
    fed++;
    switch (part) {
      case HEAD -> head(next);
      case CHUNK_SIZE -> chunkSize(next);
      case CHUNK -> {
        body(next);
        if (--left == 0) {
          part = Part.CHUNK_END;
        }
      }
      case CHUNK_END -> {
        if (next == '\n') {
          part = Part.CHUNK_SIZE;
        }
      }
      case TRAILER -> {
        if (next == '\n') {
          part = Part.OVER;
        }
      }
      case OVER -> throw new AssertionError("a byte after the body's end: " + next);
    }
  }

  private void head(byte next) {
    head.append((char) (next & 0xff));
    int length = head.length();
    if (length > 3 && head.charAt(length - 1) == '\n' && head.charAt(length - 3) == '\n') {
      if (status() != 200) {
        part = Part.OVER;
      } else if (head.toString().toLowerCase().contains("transfer-encoding: chunked")) {
        part = Part.CHUNK_SIZE;
      } else {
        throw new AssertionError("neither refused nor chunked: " + head);
      }
    }
  }

  private void chunkSize(byte next) {
    if (next != '\n') {
      size.write(next);
      return;
    }
    left = Long.parseLong(size.toString(StandardCharsets.US_ASCII).split(";")[0].strip(), 16);
    size.reset();
    part = left == 0 ? Part.TRAILER : Part.CHUNK;
  }

  private void body(byte next) {
    if (next == '\n' && afterCarriageReturn) {
      afterCarriageReturn = false;
    } else if (next == '\n' || next == '\r') {
      afterCarriageReturn = next == '\r';
      String text = line.toString(StandardCharsets.UTF_8);
      line.reset();
      line(text);
    } else {
      afterCarriageReturn = false;
      line.write(next);
    }
  }

  private void line(String text) {
    if (firstLine && text.startsWith("\ufeff")) {
      text = text.substring(1);
    }
    firstLine = false;
    if (text.isEmpty()) {
      dispatch();
      return;
    }
    int colon = text.indexOf(':');
    if (colon == 0) {
      comments++;
      return;
    }
    String name = colon < 0 ? text : text.substring(0, colon);
    String value = colon < 0 ? "" : text.substring(colon + 1);
    value = value.startsWith(" ") ? value.substring(1) : value;
    if (name.equals("data")) {
      data.append(hasData ? "\n" : "").append(value);
      hasData = true;
    } else if (name.equals("id") && value.indexOf('\0') < 0) {
      idBuffer = value;
    }
  }

  private void dispatch() {
    String dispatched = data.toString();
    boolean any = hasData;
    data.setLength(0);
    hasData = false;
    if (any) {
      onEvent.accept(new Event(idBuffer, dispatched));
    }
  }
}
