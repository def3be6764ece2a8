package chat.suda.conversation.attachment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chat.suda.conversation.attachment.UnreadableFileException.Reason;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.pdfwriter.compress.CompressParameters;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of a misleading type. */
class FileReadingTest {

  private static final int CHARS = 1000;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif"})
  void whatStandsBesideAnImagesPixelsIsInNeitherOfItsCopies(String format) throws Exception {
    byte[] page = "<script>alert(1)</script>".repeat(9000).getBytes(StandardCharsets.US_ASCII);
    FileContent read = read(joined(image(format, 60, 40), page));
    assertEquals(FileContent.Kind.IMAGE, read.kind());
    assertEquals(60, read.width());
    for (FileContent.Picture copy : new FileContent.Picture[] {read.image(), read.thumbnail()}) {
      assertFalse(new String(copy.bytes(), StandardCharsets.ISO_8859_1).contains("script"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif"})
  void anImageThatIsCutAnywhereIsBrokenOrWhole(String format) throws Exception {
    byte[] whole = image(format, 60, 40);
    for (int length = 12; length < whole.length; length += 7) {
      byte[] cut = Arrays.copyOf(whole, length);
      try {
        assertEquals(60, read(cut).width());
      } catch (UnreadableFileException e) {
        assertEquals(Reason.BROKEN, e.reason(), "cut at " + length);
      }
    }
  }

  @Test
  void alsoAnImageOfManyPixelsKeepsItsColoursAndSides() throws Exception {
    BufferedImage image = new BufferedImage(6000, 5000, BufferedImage.TYPE_BYTE_INDEXED);
    var graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, 3000, 5000);
    graphics.dispose();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    FileContent read = read(png.toByteArray());
    assertEquals(6000, read.width());
    assertEquals(5000, read.height());
    BufferedImage small = ImageIO.read(new ByteArrayInputStream(read.image().bytes()));
    assertEquals(2048, small.getWidth());
    assertEquals(1707, small.getHeight());
    assertEquals(0xffffff, small.getRGB(1000, 800) & 0xffffff);
    assertEquals(0, small.getRGB(1100, 800) & 0xffffff);
  }

  @Test
  void whatPngMakesLargeIsKeptAsAPhotograph() throws Exception {
    BufferedImage noise = new BufferedImage(1500, 1500, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(1);
    for (int i = 0; i < 1500 * 1500; i++) {
      noise.setRGB(i % 1500, i / 1500, random.nextInt());
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(noise, "png", png);
    assertEquals("image/jpeg", read(png.toByteArray()).image().type());
    assertEquals("image/png", read(image("png", 60, 40)).image().type());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE d [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>",
        "<!DOCTYPE d [<!ENTITY a \"lol\"><!ENTITY e \"&a;&a;&a;\">]>",
        "<!DOCTYPE d SYSTEM \"http://localhost:1/d.dtd\" []>"
      })
  void aDocumentsEntitiesAreNotResolved(String declaration) throws Exception {
    String xml =
        declaration + "<w:document xmlns:w=\"w\"><w:p><w:t>before&e;after</w:t></w:p></w:document>";
    try {
      assertEquals("beforeafter", read(docx(xml)).text().strip());
    } catch (UnreadableFileException e) {
      assertEquals(Reason.BROKEN, e.reason());
    }
  }

  @Test
  void aDocumentThatIsNestedDeeplyOrIsNoXmlIsTakenOrBroken() throws Exception {
    String deep = "<a>".repeat(10_000) + "</a>".repeat(10_000);
    try {
      read(docx(deep));
    } catch (UnreadableFileException e) {
      assertEquals(Reason.BROKEN, e.reason());
    }
    assertReason(Reason.BROKEN, docx("no XML"));
    byte[] whole = docx("<a/>");
    assertReason(Reason.BROKEN, Arrays.copyOf(whole, whole.length / 2));
  }

  @Test
  void aDocumentWithAPartThatSwellsIsRefusedThoughThePartIsNotRead() throws Exception {
    assertReason(Reason.TOO_COMPLEX, docx("<t>text</t>", new byte[30_000_000]));
    assertEquals("text", read(docx("<t>text</t>", new byte[1_000_000])).text().strip());
  }

  @Test
  @Timeout(15)
  void aFormThatContainsItselfTwiceIsTooComplexAndSoonKnown() throws Exception {
    String resources = "/Resources<</XObject<</X 4 0 R>>>>";
    String pdf =
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
            + "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
            + "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 5 0 R"
            + resources
            + ">>endobj\n4 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 11"
            + resources
            + ">>stream\n/X Do /X Do\nendstream endobj\n"
            + "5 0 obj<</Length 5>>stream\n/X Do\nendstream endobj\n"
            + "trailer<</Root 1 0 R>>\n%%EOF";
    assertReason(Reason.TOO_COMPLEX, pdf.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void whatIsNoPdfButSaysSoIsBroken() throws Exception {
    assertReason(Reason.BROKEN, "%PDF-1.7\n<html>".getBytes(StandardCharsets.US_ASCII));
    String loop =
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
            + "2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n"
            + "trailer<</Root 1 0 R>>\n%%EOF";
    assertReason(Reason.BROKEN, loop.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void aPdfThatIsCutOffIsBroken() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PDDocument document = new PDDocument()) {
      PDPage page = new PDPage();
      document.addPage(page);
      try (PDPageContentStream content = new PDPageContentStream(document, page)) {
        content.beginText();
        content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
        content.showText("hello");
        content.endText();
      }
      document.save(out, CompressParameters.NO_COMPRESSION);
    }
    byte[] whole = out.toByteArray();
    assertEquals("hello", read(whole).text().strip());
    byte[] blanks = " \r\n".getBytes(StandardCharsets.US_ASCII);
    assertEquals("hello", read(joined(blanks, whole)).text().strip());
    assertEquals("hello", read(joined(whole, new byte[1000])).text().strip());
    int end = new String(whole, StandardCharsets.ISO_8859_1).indexOf("trailer");
    for (int length = 8; length < end; length += 5) {
      assertReason(Reason.BROKEN, Arrays.copyOf(whole, length));
    }
  }

  @Test
  void markupIsTextAndBytesAreNothing() throws Exception {
    for (String text : new String[] {"<svg onload='x'/>", "<html>", "GIF", "%!PS", "#!/bin/sh"}) {
      FileContent read = read(text.getBytes(StandardCharsets.UTF_8));
      assertEquals("text/plain", read.type());
      assertEquals(text, read.text());
    }
    assertReason(Reason.EMPTY, new byte[0]);
    assertReason(Reason.EMPTY, "\uFEFF".getBytes(StandardCharsets.UTF_8));
    assertReason(Reason.EMPTY, new byte[] {(byte) 0xff, (byte) 0xfe});
    assertReason(Reason.UNKNOWN_KIND, "a\0b".getBytes(StandardCharsets.UTF_8));
    assertReason(Reason.UNKNOWN_KIND, new byte[] {(byte) 0xc3, (byte) 0x28});
    byte[] ole = new byte[600];
    byte[] magic = {
      (byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0, (byte) 0xa1, (byte) 0xb1, 0x1a, (byte) 0xe1
    };
    System.arraycopy(magic, 0, ole, 0, magic.length);
    assertReason(Reason.UNKNOWN_KIND, ole);
    byte[] name = "EncryptedPackage".getBytes(StandardCharsets.UTF_16LE);
    System.arraycopy(name, 0, ole, 512, name.length);
    assertReason(Reason.ENCRYPTED, ole);
  }

  private void assertReason(Reason reason, byte[] file) {
    assertEquals(reason, assertThrows(UnreadableFileException.class, () -> read(file)).reason());
  }

  private FileContent read(byte[] file) throws IOException {
    return FileReading.read(Files.write(folder.resolve("file"), file), CHARS);
  }

  private static byte[] joined(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static byte[] image(String format, int width, int height) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), format, out);
    return out.toByteArray();
  }

  private static byte[] docx(String xml) throws IOException {
    return docx(xml, new byte[0]);
  }

  private static byte[] docx(String xml, byte[] picture) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("word/document.xml"));
      zip.write(xml.getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry("word/media/a.bmp"));
      zip.write(picture);
    }
    return out.toByteArray();
  }
}
