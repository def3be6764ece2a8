package chat.suda.provider.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InflatingBodyTest {

  private static final String TEXT = "data: {\"one\":\"하나\"}\n\n".repeat(2_000);

  /** What is read and how it ends. */
  private static final class Read implements BodyConsumer {

    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String end = "";

    @Override
    public void read(List<ByteBuffer> pieces) {
      for (ByteBuffer piece : pieces) {
        while (piece.hasRemaining()) {
          bytes.write(piece.get());
        }
      }
    }

    @Override
    public void ended() {
      end += "ended";
    }

    @Override
    public void broken() {
      end += "broken";
    }
  }

  private final Read read = new Read();

  private BodyConsumer body(String coding) {
    return InflatingBody.of(
        HttpHeaders.of(Map.of("Content-Encoding", List.of(coding)), (name, value) -> true), read);
  }

  private static byte[] compressed(String coding) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        coding.equals("deflate")
            ? new DeflaterOutputStream(bytes)
            : coding.equals("gzip") ? new GZIPOutputStream(bytes) : bytes) {
      out.write(TEXT.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "identity"})
  void readsWhatWasCompressedWhereverReadsEnd(String coding) throws IOException {
    BodyConsumer body = body(coding);
    for (byte one : compressed(coding)) {
      body.read(List.of(ByteBuffer.wrap(new byte[] {one})));
    }
    body.ended();
    assertEquals(TEXT, read.bytes.toString(UTF_8));
    assertEquals("ended", read.end);
  }

  @Test
  void isBrokenOnceWhereItIsNotWhatItSaysItIs() {
    BodyConsumer body = body("deflate");
    body.read(List.of(ByteBuffer.wrap(TEXT.getBytes(UTF_8))));
    body.read(List.of(ByteBuffer.wrap(TEXT.getBytes(UTF_8))));
    body.ended();
    assertEquals("broken", read.end);
  }
}
