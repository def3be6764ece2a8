package chat.suda.tool;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** Reads the data of an event stream's events; other fields are ignored. */
final class EventStreamReader {

  private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);

  private final Consumer<String> events;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private boolean afterReturn;

  /**
   * @param events receives the data of each event that has any
   */
  EventStreamReader(Consumer<String> events) {
    this.events = events;
  }

  void read(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      byte b = bytes.get();
      if (b == '\n' && afterReturn) {
        afterReturn = false;
      } else if (b == '\n' || b == '\r') {
        afterReturn = b == '\r';
        endLine();
      } else {
        afterReturn = false;
        line.write(b);
      }
    }
  }

  /** The stream has ended; an event without a blank line after it counts. */
  void end() {
    if (line.size() > 0) {
      endLine();
    }
    endLine();
  }

  private void endLine() {
    byte[] text = line.toByteArray();
    line.reset();
    if (text.length == 0) {
      endEvent();
    } else if (text.length >= DATA.length
        && Arrays.equals(text, 0, DATA.length, DATA, 0, DATA.length)) {
      int from = text.length > DATA.length && text[DATA.length] == ' ' ? 1 : 0;
      if (data.size() > 0) {
        data.write('\n');
      }
      data.write(text, DATA.length + from, text.length - DATA.length - from);
    }
  }

  private void endEvent() {
    String text = data.toString(StandardCharsets.UTF_8);
    data.reset();
    // Some servers begin a stream with an event that has an id and empty data.
    if (!text.isBlank()) {
      events.accept(text);
    }
  }
}
