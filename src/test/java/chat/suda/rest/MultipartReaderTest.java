package chat.suda.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartReaderTest {

  private static final List<String> CONTENTS =
      List.of("", "one", "\r\n--boundar", "\r\n--boundar\r\n--boundarx", "two\r\n", "\r\r\n-");

  /** However the body is cut, and whatever looks like the boundary. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64, 100_000})
  void readsPartsHoweverTheBodyIsCut(int bytesARead) throws IOException {
    StringBuilder body = new StringBuilder("--boundary");
    for (String content : CONTENTS) {
      body.append("\r\nName: a\r\n\r\n").append(content).append("\r\n--boundary");
    }
    MultipartReader reader = reader(body.append("--\r\n").toString(), bytesARead);
    for (String content : CONTENTS) {
      assertTrue(reader.next());
      assertEquals("Name: a\r\n\r\n", reader.header());
      ByteArrayOutputStream read = new ByteArrayOutputStream();
      byte[] buffer = new byte[5];
      for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
        read.write(buffer, 0, count);
      }
      assertEquals(content, read.toString(StandardCharsets.ISO_8859_1));
    }
    assertFalse(reader.next());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--boundary",
        "--boundary\r\nName: a\r\n\r\ncut",
        "--boundary\r\nName: a\r\n\r\nno line end\r\n--boundaryx"
      })
  void refusesWhatIsCutOrMalformed(String body) {
    MultipartReader reader = reader(body, 64);
    assertThrows(
        IOException.class,
        () -> {
          while (reader.next()) {
            reader.header();
          }
        });
  }

  private static MultipartReader reader(String body, int bytesARead) {
    byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
    InputStream slow =
        new FilterInputStream(new ByteArrayInputStream(bytes)) {
          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            return super.read(buffer, offset, Math.min(length, bytesARead));
          }
        };
    return new MultipartReader(slow, "boundary");
  }
}
