package chat.suda.conversation.attachment;

import chat.suda.conversation.attachment.UnreadableFileException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Finds out what a file is, by its content and not by its name, and reads it. */
public final class FileReading {

  /** How long it may take. */
  public static final Duration TIME = Duration.ofSeconds(18);

  private static final int HEAD = 4096;
  private static final String PDF = "%PDF-";
  private static final String ZIP = "PK\003\004";

  private FileReading() {}

  /**
   * Reads the file. Blocks, for {@link #TIME} at most where the libraries let themselves be
   * interrupted.
   *
   * @param mostChars how much of a text is kept, in UTF-16 code units
   * @throws UnreadableFileException if it is none that is taken, or cannot be read
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
      // Whatever a library says of a file that it cannot read.
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
    if (startsWith(head, PDF)) {
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

  /** Whether the file is read as it comes, by nothing but the Java platform's streams. */
  static boolean isCheap(Path file) throws IOException {
    byte[] head = head(file);
    return ImageFile.Format.of(head) == null && !startsWith(head, PDF) && !startsWith(head, ZIP);
  }

  private static byte[] head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(HEAD);
    }
  }

  static boolean startsWith(byte[] head, String magic) {
    byte[] wanted = magic.getBytes(StandardCharsets.ISO_8859_1);
    return head.length >= wanted.length
        && java.util.Arrays.equals(head, 0, wanted.length, wanted, 0, wanted.length);
  }
}
