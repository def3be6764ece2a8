package chat.suda.provider.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.suda.provider.Completion;
import chat.suda.provider.Delta;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The peculiarities of real servers, split at every byte. */
class AnswerReaderTest {

  @ParameterizedTest(name = "{0}")
  @MethodSource("chat.suda.provider.openai.Answers#answers")
  void readsTheSameHoweverTheBytesAreCut(String name, String expected, byte[] body) {
    assertEquals(expected, read(body, body.length));
    assertEquals(expected, read(body, 1), "byte by byte");
    for (int at = 1; at < body.length; at++) {
      assertEquals(expected, read(body, at, body.length - at), "cut at " + at);
    }
  }

  /** Reads in pieces of these sizes; the last one is repeated. */
  private static String read(byte[] body, int... sizes) {
    Log log = new Log();
    AnswerReader reader =
        new AnswerReader(log, new Redaction(null, Map.of(), URI.create("http://inner/v1")), false);
    int at = 0;
    for (int i = 0; at < body.length; i++) {
      int size = Math.min(sizes[Math.min(i, sizes.length - 1)], body.length - at);
      reader.read(List.of(ByteBuffer.wrap(body, at, size).asReadOnlyBuffer()));
      at += size;
    }
    reader.ended();
    return log.toString();
  }

  /** The calls of the listener, on one line. */
  private static final class Log implements AnswerReader.Progress {

    private final StringBuilder content = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final List<String> ends = new ArrayList<>();

    @Override
    public void begun() {}

    @Override
    public void heard() {}

    @Override
    public void delta(Delta delta) {
      if (delta.contentWasReasoning()) {
        reasoning.append(content);
        content.setLength(0);
      }
      content.append(delta.content());
      reasoning.append(delta.reasoning());
    }

    @Override
    public void finishing() {}

    @Override
    public void completed(Completion completion) {
      var usage = completion.usage();
      ends.add(
          "|"
              + completion.finishReason()
              + (usage == null
                  ? ""
                  : "|%d,%d,%d"
                      .formatted(
                          usage.promptTokens(), usage.completionTokens(), usage.totalTokens())));
    }

    @Override
    public void failed(AttemptFailure setback) {
      ends.add(
          (content.isEmpty() ? "" : "|")
              + setback.failure().code()
              + ": "
              + setback.failure().message());
    }

    @Override
    public String toString() {
      return (reasoning.isEmpty() ? "" : "(" + reasoning + ")") + content + String.join("&", ends);
    }
  }
}
