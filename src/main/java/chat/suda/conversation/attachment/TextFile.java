package chat.suda.conversation.attachment;

import chat.suda.conversation.attachment.UnreadableFileException.Reason;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Text of any kind, in UTF-8 or UTF-16. */
final class TextFile {

  private static final int BUFFER = 65_536;

  /** One control character per this many is accepted: terminal output has some. */
  private static final int PER_CONTROL = 50;

  private TextFile() {}

  static FileContent read(Path file, byte[] head, int mostChars, Deadline deadline)
      throws IOException {
    TextBeginning text = new TextBeginning(mostChars);
    long controls = 0;
    try (Reader reader =
        new InputStreamReader(
            Files.newInputStream(file),
            charset(head)
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT))) {
      char[] buffer = new char[BUFFER];
      boolean first = true;
      for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
        deadline.check();
        int start = first && read > 0 && buffer[0] == '\uFEFF' ? 1 : 0;
        first = false;
        controls += controls(buffer, start, read);
        text.append(CharBuffer.wrap(buffer, start, read - start));
      }
    } catch (CharacterCodingException e) {
      throw new UnreadableFileException(Reason.UNKNOWN_KIND, e);
    }
    if (controls * PER_CONTROL > text.length()) {
      throw new UnreadableFileException(Reason.UNKNOWN_KIND);
    }
    if (text.length() == 0) {
      // Only a byte order mark.
      throw new UnreadableFileException(Reason.EMPTY);
    }
    return FileContent.ofText("text/plain", FileContent.Kind.TEXT, text);
  }

  /** A NUL indicates a binary file. */
  private static long controls(char[] buffer, int from, int to) {
    long controls = 0;
    for (int i = from; i < to; i++) {
      char c = buffer[i];
      if (c == 0) {
        return Integer.MAX_VALUE;
      }
      if (c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\u001b') {
        controls++;
      }
    }
    return controls;
  }

  /** By its byte order mark, else by the position of zero bytes in Latin text. */
  private static Charset charset(byte[] head) {
    if (FileReading.startsWith(head, "\u00ff\u00fe")) {
      return StandardCharsets.UTF_16LE;
    }
    if (FileReading.startsWith(head, "\u00fe\u00ff")) {
      return StandardCharsets.UTF_16BE;
    }
    int[] zeros = new int[2];
    for (int i = 0; i < head.length; i++) {
      zeros[i % 2] += head[i] == 0 ? 1 : 0;
    }
    int often = head.length / 8;
    if (zeros[1] > often && zeros[0] == 0) {
      return StandardCharsets.UTF_16LE;
    }
    return zeros[0] > often && zeros[1] == 0 ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
  }
}
