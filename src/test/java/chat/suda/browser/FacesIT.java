package chat.suda.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import chat.suda.upstream.FakeUpstream;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The composite and the view that {@code embedding.md} shows, as a WAR beside Suda on Payara. */
class FacesIT {

  private static final String FACES =
      """
      <faces-config xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0"/>
      """;
  private static final String BEANS =
      """
      <beans xmlns="https://jakarta.ee/xml/ns/jakartaee" bean-discovery-mode="all" version="4.0"/>
      """;

  @Test
  void aViewThatAjaxRendersAnewInTheMiddleOfAnAnswerLosesNothing(@TempDir Path folder)
      throws Exception {
    Path war = folder.resolve("host.war");
    List<String> blocks = blocks(Files.readString(Path.of("src", "docs", "embedding.md")));
    String composite = block(blocks, "<cc:interface>");
    String view =
        block(blocks, "<suda:chat ")
            .replace("https://chat.example", "/.")
            .replace("#{now}", "#{facesContext.currentPhaseId.name} #{view.hashCode()}");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(war))) {
      put(zip, "WEB-INF/faces-config.xml", FACES);
      put(zip, "WEB-INF/beans.xml", BEANS);
      put(zip, "resources/suda/chat.xhtml", composite);
      put(zip, "view.xhtml", view);
    }
    try (FakeUpstream model = ScriptedModel.start();
        SudaProcess server =
            SudaProcess.start(
                "openai.base-url=" + model.baseUrl(),
                "suda.embed.origins=http://localhost:{port}",
                "--deploy " + war);
        Chromium chromium = new Chromium();
        BrowserContext context = chromium.browser.newContext()) {
      Page page = context.newPage();
      page.addInitScript(
          "window.seen = [];"
              + "for (const name of ['suda-ready', 'suda-message', 'suda-done', 'suda-error'])"
              + " addEventListener(name, ({ type }) => seen.push(type));");
      page.navigate(server.base() + "host/view.xhtml");
      assertEquals("application/xhtml+xml", page.evaluate("document.contentType"));
      String time = page.locator("[id='form:time']").textContent();
      page.waitForFunction("seen.includes('suda-ready')");
      page.evaluate("void document.querySelector('suda-chat').send('1500 words')");
      page.waitForCondition(() -> asked(page).size() == 1);
      assertThat(asked(page).get(0).locator("[data-status=streaming]"))
          .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(30_000));
      page.evaluate("void (window.before = document.querySelector('suda-chat'))");
      page.locator("[id='form:again']").click();
      page.waitForFunction("before !== document.querySelector('suda-chat')");
      String anew = page.locator("[id='form:time']").textContent();
      assertNotEquals(time, anew);
      page.waitForFunction("seen.includes('suda-done')");
      page.waitForFunction(
          "time => document.getElementById('form:time').textContent !== time", anew);
      assertEquals(1, page.evaluate("seen.filter((type) => type === 'suda-done').length"));
      assertEquals(
          IntStream.range(0, 1500).mapToObj(at -> "word" + at).collect(Collectors.joining(" ")),
          asked(page)
              .get(0)
              .locator("[data-role=assistant] .message-text")
              .textContent()
              .strip()
              .replaceAll("\\s+", " "));
      page.screenshot(
          new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", "faces.png")));
    }
  }

  /** The frames in which something was asked. */
  private static List<Frame> asked(Page page) {
    return page.frames().stream()
        .filter(frame -> frame.locator("[data-role=user]").count() == 1)
        .toList();
  }

  private static void put(ZipOutputStream zip, String name, String text) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }

  private static String block(List<String> blocks, String part) {
    return blocks.stream()
        .filter(block -> block.contains(part))
        .map(String::strip)
        .findFirst()
        .orElseThrow();
  }

  /** The indented parts of a Markdown text. */
  private static List<String> blocks(String markdown) {
    String parts = markdown.replaceAll("(?m)^(?! {4}).*\n", "\0\n").replaceAll("(?m)^ {4}", "");
    return List.of(parts.split("\0"));
  }
}
