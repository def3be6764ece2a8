package chat.suda.provider.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.suda.provider.Completion;
import chat.suda.provider.Delta;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** For any bytes: one end, well-formed text, and no exception. */
class AnswerFuzzTest {

  private static final int MUTATIONS = 300;
  private static final byte[][] PIECES = {
    "data: ".getBytes(), "\n\n".getBytes(), "{\"error\":".getBytes(), "[[[[{{".getBytes(),
    "</think>".getBytes(), "<think>".getBytes(), "\\ud83d".getBytes(), "\"".getBytes(),
    ",\"finish_reason\":\"stop\"".getBytes(), {(byte) 0xff, (byte) 0xc0}, {0}, "9e999".getBytes()
  };

  static List<Arguments> streams() {
    return Answers.answers().toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("streams")
  void endsOnce(String name, String expected, byte[] stream) {
    Random random = new Random(name.hashCode());
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutated = mutated(stream, random);
      Ends ends = new Ends();
      AnswerReader reader =
          new AnswerReader(
              ends, new Redaction("sk-key", Map.of(), URI.create("http://inner/v1")), false);
      for (int at = 0; at < mutated.length; ) {
        int size = Math.min(1 + random.nextInt(40), mutated.length - at);
        reader.read(List.of(ByteBuffer.wrap(mutated, at, size)));
        at += size;
      }
      if (random.nextBoolean()) {
        reader.ended();
      } else {
        reader.broken();
      }
      assertEquals(1, ends.count, name + " " + i);
    }
  }

  private static byte[] mutated(byte[] stream, Random random) {
    byte[] bytes = stream.clone();
    for (int n = random.nextInt(4); n >= 0 && bytes.length > 0; n--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes = joined(bytes, at, new byte[0], at + random.nextInt(bytes.length - at));
        case 2 -> bytes = joined(bytes, at, PIECES[random.nextInt(PIECES.length)], at);
        default -> bytes = joined(bytes, at, bytes, bytes.length);
      }
    }
    return bytes;
  }

  private static byte[] joined(byte[] bytes, int to, byte[] middle, int from) {
    ByteBuffer joined = ByteBuffer.allocate(to + middle.length + bytes.length - from);
    return joined.put(bytes, 0, to).put(middle).put(bytes, from, bytes.length - from).array();
  }

  private static final class Ends implements AnswerReader.Progress {

    private int count;

    @Override
    public void begun() {}

    @Override
    public void heard() {}

    @Override
    public void finishing() {}

    @Override
    public void delta(Delta delta) {
      String text = delta.content() + delta.reasoning();
      assertEquals(text, ChatRequest.wellFormed(text), "half a surrogate pair");
    }

    @Override
    public void completed(Completion completion) {
      count++;
    }

    @Override
    public void failed(AttemptFailure failure) {
      count++;
    }
  }
}
