package chat.suda.container;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.upstream.UpstreamScript;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uploads, and what the model receives of them. */
class AttachmentsIT extends ContainerFixture {

  @BeforeEach
  void answer() {
    answersOk();
  }

  @Test
  void showsTheModelAnImageUprightAndSmallWithoutItsMetadata() throws Exception {
    byte[] jpeg = photo(3000, 1500);
    JsonObject kept = upload("사진.jpg", jpeg);
    assertEquals(
        Set.of("id", "name", "type", "bytes", "kind", "width", "height", "chars", "createdAt"),
        kept.keySet());
    assertEquals("사진.jpg", kept.getString("name"));
    assertEquals("image/jpeg", kept.getString("type"));
    assertEquals("image", kept.getString("kind"));
    assertEquals(1500, kept.getInt("width"));
    assertEquals(3000, kept.getInt("height"));
    assertEquals(jpeg.length, kept.getInt("bytes"));
    assertTrue(kept.isNull("chars"));

    String conversation = user.create("{}");
    JsonObject said = said(202, conversation, "", kept.getString("id"));
    assertEquals(
        kept, said.getJsonObject("userMessage").getJsonArray("attachments").getJsonObject(0));
    JsonArray parts = lastContent().asJsonArray();
    String url = parts.getJsonObject(parts.size() - 1).getJsonObject("image_url").getString("url");
    assertTrue(url.startsWith("data:image/jpeg;base64,"));
    byte[] sent = Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1));
    assertFalse(new String(sent, StandardCharsets.ISO_8859_1).contains("Exif"));
    BufferedImage seen = ImageIO.read(new ByteArrayInputStream(sent));
    assertEquals(1024, seen.getWidth());
    assertEquals(2048, seen.getHeight());
    assertTrue(new Color(seen.getRGB(900, 100)).getRed() > 200, "its left is above, turned right");

    HttpResponse<byte[]> original = get("attachments/" + kept.getString("id"));
    assertArrayEquals(jpeg, original.body());
    assertEquals("nosniff", original.headers().firstValue("X-Content-Type-Options").orElse(""));
    assertTrue(
        original.headers().allValues("Content-Security-Policy").stream()
            .anyMatch(policy -> policy.startsWith("sandbox")));
    assertTrue(original.headers().firstValue("Content-Disposition").isPresent());
    BufferedImage small =
        ImageIO.read(
            new ByteArrayInputStream(
                get("attachments/" + kept.getString("id") + "/thumbnail").body()));
    assertEquals(320, small.getHeight());
    RestClient other = new RestClient(base.toURI());
    assertEquals(404, other.call("GET", "attachments/" + kept.getString("id"), null).statusCode());
  }

  @Test
  void tellsTheModelTextsWithTheirNamesAndCutsThem() throws Exception {
    String text = "가나다 ".repeat(60_000);
    JsonObject kept = upload("긴 글.txt", text.getBytes(StandardCharsets.UTF_16));
    assertEquals("text", kept.getString("kind"));
    assertEquals(text.length(), kept.getInt("chars"));
    JsonObject pdf = upload("계약.pdf", pdf("The contract ends in May"));
    assertEquals("document", pdf.getString("kind"));
    assertEquals("application/pdf", pdf.getString("type"));
    JsonObject docx = upload("a.docx", docx("<w:p><w:r><w:t>회의록입니다</w:t></w:r></w:p>"));
    assertEquals("document", docx.getString("kind"));
    String conversation = user.create("{}");
    said(
        202,
        conversation,
        "요약해 줘",
        kept.getString("id"),
        pdf.getString("id"),
        docx.getString("id"));
    String told = ((jakarta.json.JsonString) lastContent()).getString();
    assertTrue(told.endsWith("요약해 줘"));
    assertTrue(told.indexOf("긴 글.txt") < told.indexOf("가나다"));
    assertTrue(told.contains(text.substring(0, 200_000)));
    assertFalse(told.contains(text.substring(0, 200_004)));
    assertTrue(told.contains("200000 of 240000"));
    assertTrue(told.contains("The contract ends in May"));
    assertTrue(told.contains("회의록입니다"));
  }

  @Test
  void givesBackALargeFileByteForByte() {
    // No two lines are the same, so that no part can stand for another.
    byte[] file =
        IntStream.range(0, 90_000)
            .mapToObj(i -> i + " 수다\n")
            .collect(Collectors.joining())
            .getBytes(StandardCharsets.UTF_8);
    JsonObject kept = upload("numbers.txt", file);
    assertEquals(file.length, kept.getInt("bytes"));
    assertArrayEquals(file, get("attachments/" + kept.getString("id")).body());
  }

  @Test
  void keepsOrDropsThemInAnEdit() throws Exception {
    JsonObject kept = upload("note.md", "# hello".getBytes(StandardCharsets.UTF_8));
    String conversation = user.create("{}");
    JsonObject said = said(202, conversation, "one", kept.getString("id"));
    String message = said.getJsonObject("userMessage").getString("id");
    await(said);
    JsonObject edited = user.json(202, "PUT", "messages/" + message, "{\"content\":\"two\"}");
    assertEquals(1, edited.getJsonObject("userMessage").getJsonArray("attachments").size());
    await(edited);
    JsonObject dropped =
        user.json(202, "PUT", "messages/" + message, "{\"content\":\"three\",\"attachments\":[]}");
    assertEquals(0, dropped.getJsonObject("userMessage").getJsonArray("attachments").size());
    await(dropped);
    assertEquals(
        409,
        user.call("DELETE", "attachments/" + kept.getString("id"), null).statusCode(),
        "it was sent");
    assertEquals(204, user.call("DELETE", "conversations/" + conversation, null).statusCode());
    assertEquals(404, user.call("GET", "attachments/" + kept.getString("id"), null).statusCode());
  }

  @Test
  void refusesWhatItCannotRead() throws Exception {
    assertEquals(422, post("empty.txt", new byte[0]).statusCode());
    assertEquals(415, post("a.exe", new byte[] {'M', 'Z', 0, 1, 2, 3}).statusCode());
    assertEquals(415, post("a.zip", zip("a.txt", "a")).statusCode());
    byte[] png = png(40, 40);
    assertEquals(422, post("cut.png", java.util.Arrays.copyOf(png, png.length / 2)).statusCode());
    // A header that promises 60000 by 60000 pixels.
    byte[] bomb = png.clone();
    bomb[18] = (byte) 0xea;
    bomb[19] = 0x60;
    bomb[22] = (byte) 0xea;
    bomb[23] = 0x60;
    assertEquals(422, post("bomb.png", bomb).statusCode());
    assertEquals(422, post("locked.pdf", lockedPdf()).statusCode());
    assertEquals(422, post("swells.docx", docx("<w:p/>" + " ".repeat(40_000_000))).statusCode());
    HttpResponse<String> large = post("large.txt", "a".repeat(21 << 20).getBytes());
    assertEquals(413, large.statusCode());
    assertTrue(large.body().contains("\"field\":\"file\""));
    assertEquals(415, user.call("POST", "attachments", "{}").statusCode());
    JsonObject hostile =
        upload("../../etc/%0d%0a\u202egpj." + "x".repeat(300) + ".txt", "a".getBytes());
    assertFalse(hostile.getString("name").matches(".*[/\\\\\u202e].*|.*%0d.*"));
    assertTrue(hostile.getString("name").length() <= 200);
    JsonObject svg = upload("a.svg", "<svg onload='alert(1)'/>".getBytes());
    assertEquals("text/plain", svg.getString("type"));
  }

  @Test
  void takesTenAndOnlyOnesOwn() throws Exception {
    String[] ids = new String[11];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = upload(i + ".txt", ("file " + i).getBytes()).getString("id");
    }
    String conversation = user.create("{}");
    said(422, conversation, "many", ids);
    JsonObject said = said(202, conversation, "ten", java.util.Arrays.copyOf(ids, 10));
    assertEquals(10, said.getJsonObject("userMessage").getJsonArray("attachments").size());
    assertEquals(204, user.call("DELETE", "attachments/" + ids[10], null).statusCode());
    RestClient other = new RestClient(base.toURI());
    String theirs = other.create("{}");
    HttpResponse<String> stolen =
        other.call("POST", "conversations/" + theirs + "/messages", body("mine", ids[0]));
    assertEquals(404, stolen.statusCode());
    assertTrue(stolen.body().contains("attachments[0]"));
  }

  @Test
  void saysThatAModelCannotReadImages() throws Exception {
    upstream.reset();
    upstream.onRequest(
        request ->
            UpstreamScript.json(
                404,
                "{\"error\":{\"message\":\"No endpoints found that support image input\",\"code\":404}}"));
    JsonObject kept = upload("a.png", png(30, 20));
    String conversation = user.create("{}");
    JsonObject said = said(202, conversation, "what is it?", kept.getString("id"));
    JsonObject answer = await(said);
    assertEquals("failed", answer.getString("status"));
    assertEquals("no_images", answer.getJsonObject("error").getString("code"));
    assertNull(answer.getJsonObject("error").get("none"));
  }

  private JsonObject await(JsonObject begun) throws Exception {
    JsonObject assistant = begun.getJsonObject("assistantMessage");
    chat.suda.Eventually.holds(
        10,
        () ->
            !user.message(assistant.getString("conversationId"), assistant.getString("id"))
                .getString("status")
                .equals("streaming"));
    return user.message(assistant.getString("conversationId"), assistant.getString("id"));
  }

  /** The model's last request for an answer; titles are requested separately. */
  private JsonValue lastContent() {
    chat.suda.Eventually.holds(
        10, () -> upstream.requests().stream().anyMatch(request -> request.streams()));
    JsonArray messages =
        upstream.requests().stream()
            .filter(request -> request.streams())
            .map(request -> RestClient.object(request.body()).getJsonArray("messages"))
            .findFirst()
            .orElseThrow();
    return messages.getJsonObject(messages.size() - 1).get("content");
  }

  private JsonObject said(int status, String conversation, String content, String... ids) {
    return user.json(
        status, "POST", "conversations/" + conversation + "/messages", body(content, ids));
  }

  private static String body(String content, String... ids) {
    return jakarta.json.Json.createObjectBuilder()
        .add("content", content)
        .add("attachments", jakarta.json.Json.createArrayBuilder(java.util.List.of(ids)))
        .build()
        .toString();
  }

  private JsonObject upload(String name, byte[] file) {
    HttpResponse<String> response = post(name, file);
    assertEquals(201, response.statusCode(), response.body());
    return RestClient.object(response.body());
  }

  private HttpResponse<String> post(String name, byte[] file) {
    return user.upload("attachments", name, file);
  }

  private HttpResponse<byte[]> get(String path) {
    HttpResponse<byte[]> response = user.bytes(path);
    assertEquals(200, response.statusCode());
    return response;
  }

  /** Its left half red, its right half blue; lying on its side, by its Exif data. */
  private static byte[] photo(int width, int height) throws Exception {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.RED);
    graphics.fillRect(0, 0, width / 2, height);
    graphics.setColor(Color.BLUE);
    graphics.fillRect(width / 2, 0, width / 2, height);
    graphics.dispose();
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", jpeg);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg.toByteArray(), 0, 2);
    byte[] exif =
        ("\u00ff\u00e1\0\42Exif\0\0MM\0*\0\0\0\u0008\0\u0001"
                + "\u0001\u0012\0\u0003\0\0\0\u0001\0\u0006\0\0\0\0\0\0")
            .getBytes(StandardCharsets.ISO_8859_1);
    out.writeBytes(exif);
    out.write(jpeg.toByteArray(), 2, jpeg.size() - 2);
    return out.toByteArray();
  }

  static byte[] png(int width, int height) throws Exception {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", png);
    return png.toByteArray();
  }

  private static byte[] pdf(String text) throws Exception {
    try (PDDocument document = new PDDocument()) {
      write(document, text);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      document.save(out);
      return out.toByteArray();
    }
  }

  private static byte[] lockedPdf() throws Exception {
    try (PDDocument document = new PDDocument()) {
      write(document, "secret");
      document.protect(new StandardProtectionPolicy("owner", "user", new AccessPermission()));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      document.save(out);
      return out.toByteArray();
    }
  }

  private static void write(PDDocument document, String text) throws Exception {
    PDPage page = new PDPage();
    document.addPage(page);
    try (PDPageContentStream content = new PDPageContentStream(document, page)) {
      content.beginText();
      content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
      content.newLineAtOffset(50, 700);
      content.showText(text);
      content.endText();
    }
  }

  private static byte[] docx(String body) throws Exception {
    return zip(
        "word/document.xml",
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">"
            + "<w:body>"
            + body
            + "</w:body></w:document>");
  }

  private static byte[] zip(String name, String content) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content.getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    }
    return out.toByteArray();
  }
}
