package chat.suda.conversation.attachment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.conversation.attachment.UnreadableFileException.Reason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files on which a library would hang, and valid files. */
class FileReadingProcessTest {

  private static final String CLASS_PATH = System.getProperty("java.class.path");

  @TempDir Path folder;

  @Test
  void readsWhatThisProcessWouldRead() throws Exception {
    BufferedImage image = new BufferedImage(3000, 40, BufferedImage.TYPE_INT_RGB);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    for (byte[] file :
        new byte[][] {png.toByteArray(), pdf("안녕 q"), "한글 😀".getBytes(StandardCharsets.UTF_8)}) {
      FileContent here = FileReading.read(file(file), 1000);
      FileContent there = read(file, 60);
      assertEquals(here.type(), there.type());
      assertEquals(here.kind(), there.kind());
      assertEquals(here.width(), there.width());
      assertEquals(here.height(), there.height());
      assertEquals(here.chars(), there.chars());
      assertEquals(here.text(), there.text());
      if (here.image() != null) {
        assertEquals(here.image().type(), there.image().type());
        assertArrayEquals(here.image().bytes(), there.image().bytes());
        assertArrayEquals(here.thumbnail().bytes(), there.thumbnail().bytes());
      }
    }
    assertEquals(Reason.BROKEN, refusal(Arrays.copyOf(png.toByteArray(), 60), 60));
  }

  @Test
  void aPageThatUsesUpMemoryIsTooComplex() throws Exception {
    assertEquals(Reason.TOO_COMPLEX, refusal(pdf("q ".repeat(3_000_000)), 60));
  }

  @Test
  void anImageOfAThousandScansIsGivenUp() throws Exception {
    assertGivenUp(scans(3000));
  }

  private void assertGivenUp(byte[] file) throws Exception {
    long began = System.nanoTime();
    Reason reason = refusal(file, 4);
    assertTrue(reason == Reason.TOO_SLOW || reason == Reason.TOO_COMPLEX, reason.name());
    assertTrue(System.nanoTime() - began < Duration.ofSeconds(20).toNanos(), "within 20 s");
  }

  private Reason refusal(byte[] file, int seconds) {
    return assertThrows(UnreadableFileException.class, () -> read(file, seconds)).reason();
  }

  private FileContent read(byte[] file, int seconds) throws Exception {
    return new FileReadingProcess(CLASS_PATH, Duration.ofSeconds(seconds)).read(file(file), 1000);
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("file"), content);
  }

  private static byte[] pdf(String content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PDDocument document = new PDDocument()) {
      PDPage page = new PDPage();
      document.addPage(page);
      page.setContents(new PDStream(stream(document, content)));
      document.save(out);
    }
    return out.toByteArray();
  }

  private static COSStream stream(PDDocument document, String content) throws IOException {
    COSStream stream = document.getDocument().createCOSStream();
    try (OutputStream out = stream.createOutputStream(COSName.FLATE_DECODE)) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return stream;
  }

  /** A progressive JPEG whose last scan is repeated many times. */
  private static byte[] scans(int count) throws IOException {
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    try (MemoryCacheImageOutputStream to = new MemoryCacheImageOutputStream(jpeg)) {
      writer.setOutput(to);
      writer.write(
          null,
          new IIOImage(new BufferedImage(4000, 4000, BufferedImage.TYPE_INT_RGB), null, null),
          parameters);
    }
    byte[] bytes = jpeg.toByteArray();
    int start = bytes.length - 2;
    while ((bytes[start] & 0xff) != 0xff || (bytes[start + 1] & 0xff) != 0xda) {
      start--;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(bytes, 0, bytes.length - 2);
    for (int i = 0; i < count; i++) {
      all.write(bytes, start, bytes.length - 2 - start);
    }
    all.write(bytes, bytes.length - 2, 2);
    return all.toByteArray();
  }
}
