package chat.suda.conversation.attachment;

import chat.suda.conversation.attachment.UnreadableFileException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** Detects the type of a file by its content and reads it. */
public final class FileReading {

  /** The time limit. */
  public static final Duration TIME = Duration.ofSeconds(18);

  private static final int HEAD = 4096;
  private static final String PDF = "%PDF-";
  private static final String ZIP = "PK\003\004";

  private FileReading() {}

  /**
   * Reads the file. Blocks, for at most {@link #TIME} if the libraries can be interrupted.
   *
   * @param mostChars maximum length of the returned text, in UTF-16 code units
   * @throws UnreadableFileException if the type is not accepted or the file cannot be read
   * @throws IOException if the disk fails
   */
  public static FileContent read(Path file, int mostChars) throws IOException {
    byte[] head = head(file);
    Deadline deadline = new Deadline(TIME);
    try {
      return read(file, head, mostChars, deadline);
    } catch (UnreadableFileException e) {
      throw e;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // Any exception of a library for a file that it cannot read.
      throw new UnreadableFileException(deadline.passed() ? Reason.TOO_SLOW : Reason.BROKEN, e);
    }
  }

  private static FileContent read(Path file, byte[] head, int mostChars, Deadline deadline)
      throws IOException {
    if (head.length == 0) {
      throw new UnreadableFileException(Reason.EMPTY);
    }
    ImageFile.Format image = ImageFile.Format.of(head);
    if (image != null) {
      return ImageFile.read(file, image, deadline);
    }
    if (isPdf(head)) {
      return PdfFile.read(file, mostChars, deadline);
    }
    if (startsWith(head, ZIP)) {
      return DocxFile.read(file, mostChars, deadline);
    }
    if (startsWith(head, "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1")) {
      throw new UnreadableFileException(
          DocxFile.isEncrypted(file) ? Reason.ENCRYPTED : Reason.UNKNOWN_KIND);
    }
    return TextFile.read(file, head, mostChars, deadline);
  }

  /** Whether only streams of the Java platform are needed to read it. */
  static boolean isCheap(Path file) throws IOException {
    byte[] head = head(file);
    return ImageFile.Format.of(head) == null && !isPdf(head) && !startsWith(head, ZIP);
  }

  private static byte[] head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(HEAD);
    }
  }

  /** Readers of PDF pass over blanks before the header. */
  private static boolean isPdf(byte[] head) {
    int start = 0;
    while (start < head.length && head[start] >= 0 && head[start] <= ' ') {
      start++;
    }
    return startsWith(Arrays.copyOfRange(head, start, head.length), PDF);
  }

  static boolean startsWith(byte[] head, String magic) {
    byte[] wanted = magic.getBytes(StandardCharsets.ISO_8859_1);
    return head.length >= wanted.length
        && Arrays.equals(head, 0, wanted.length, wanted, 0, wanted.length);
  }
}
