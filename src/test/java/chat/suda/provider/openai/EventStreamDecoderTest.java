package chat.suda.provider.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventStreamDecoderTest {

  private final List<String> events = new ArrayList<>();
  private final EventStreamDecoder decoder =
      new EventStreamDecoder(
          (type, bytes, offset, length) ->
              events.add(type + "=" + new String(bytes, offset, length, StandardCharsets.UTF_8)));

  /** Line ends are written as {@code n} and {@code r} after a backslash. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "data: a\\n\\n | message=a",
        "data:a\\n\\n | message=a",
        "data:  a\\n\\n | message= a",
        "data\\n\\n | message=",
        "data\\ndata\\n\\n | message=\\n",
        "data: a\\ndata:b\\n\\ndata: c\\n\\n | message=a\\nb,message=c",
        "data: a\\n:no\\nid: 1\\ndata: b\\n\\n | message=a\\nb",
        "event: ping\\ndata: a\\n\\ndata: b\\n\\n | ping=a,message=b",
        "event: ping\\n\\ndata: b\\n\\n | message=b",
        "event\\ndata: b\\n\\n | message=b",
        "data: a\\r\\r | message=a",
        "data: a\\r\\n\\r\\n\\r\\ndata: b\\r\\n\\r\\n | message=a,message=b",
        "data: a\\r\\n\\ndata: b\\n\\r\\n | message=a,message=b",
        "Data: a\\ndatas: b\\n data: c\\n\\n | ``",
        "data: a | message=a",
        "data: a\\n | message=a",
      })
  void followsTheStandard(String stream, String expected) throws IOException {
    byte[] bytes = unescape(stream).getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at <= bytes.length; at++) {
      events.clear();
      EventStreamDecoder fresh =
          new EventStreamDecoder(
              (type, b, offset, length) ->
                  events.add(type + "=" + new String(b, offset, length, StandardCharsets.UTF_8)));
      fresh.decode(List.of(ByteBuffer.wrap(bytes, 0, at)));
      fresh.decode(List.of(ByteBuffer.wrap(bytes, at, bytes.length - at)));
      fresh.end();
      assertEquals(unescape(expected), String.join(",", events), "cut at " + at);
    }
  }

  @Test
  void dispatchesAtTheBlankLineWithoutWaitingForMore() throws IOException {
    decode("data: a\r\n\r");
    assertEquals(List.of("message=a"), events);
    decode("\ndata: b\n\n");
    assertEquals(List.of("message=a", "message=b"), events);
  }

  @Test
  void takesAnEventAsLargeAsTheLimit() throws IOException {
    decode("data:" + "x".repeat(EventStreamDecoder.MAX_EVENT_BYTES - 100));
    decode("\n\n");
    assertEquals(1, events.size());
  }

  @Test
  void refusesAnEventOverTheLimitHoweverItComes() throws IOException {
    String half = "x".repeat(EventStreamDecoder.MAX_EVENT_BYTES / 2 + 1);
    decode("data:" + half);
    assertThrows(MalformedStreamException.class, () -> decode(half));
    EventStreamDecoder other = new EventStreamDecoder((type, b, offset, length) -> {});
    byte[] all = ("data:" + half + half + "\n\n").getBytes(StandardCharsets.UTF_8);
    assertThrows(MalformedStreamException.class, () -> other.decode(List.of(ByteBuffer.wrap(all))));
  }

  private void decode(String text) throws IOException {
    decoder.decode(List.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
  }

  private static String unescape(String text) {
    return text.replace("\\n", "\n").replace("\\r", "\r");
  }
}
