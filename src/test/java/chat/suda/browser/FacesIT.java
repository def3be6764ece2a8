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
import java.net.URI;
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

/**
 * The composite and the view that {@code embedding.md} shows, with a second chat in it, as a WAR
 * beside Suda's on both servers.
 */
class FacesIT {

  private static final String FACES =
      """
      <faces-config xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0"/>
      """;
  private static final String BEANS =
      """
      <beans xmlns="https://jakarta.ee/xml/ns/jakartaee" bean-discovery-mode="all" version="4.0"/>
      """;
  private static final String SEEN =
      """
      window.seen = [];
      for (const name of ['suda-ready', 'suda-message', 'suda-done', 'suda-error']) {
        addEventListener(name, ({ type, target }) => seen.push(type + ' ' + target.id.split(':')[1]));
      }
      """;

  @Test
  void onPayaraAViewThatAjaxRendersAnewInTheMiddleOfAnAnswerLosesNothing(@TempDir Path folder)
      throws Exception {
    try (FakeUpstream model = ScriptedModel.start();
        SudaProcess server =
            SudaProcess.start(
                "openai.base-url=" + model.baseUrl(),
                "suda.embed.origins=http://localhost:{port}",
                "--deploy " + war(folder))) {
      check(server.base(), "payara");
    }
  }

  @Test
  void onWildFlyNeither(@TempDir Path folder) throws Exception {
    Path war = war(folder);
    try (FakeUpstream model = ScriptedModel.start();
        WildFlyProcess server =
            WildFlyProcess.start(
                folder.resolve("server"),
                war,
                "openai.base-url=" + model.baseUrl(),
                "suda.embed.origins=http://localhost:{port}")) {
      check(server.base(), "wildfly");
    }
  }

  private static void check(URI base, String name) {
    try (Chromium chromium = new Chromium();
        BrowserContext context = chromium.browser.newContext()) {
      Page page = context.newPage();
      page.addInitScript(SEEN);
      page.navigate(base + "host/view.xhtml");
      assertEquals("application/xhtml+xml", page.evaluate("document.contentType"));
      String time = page.locator("[id='form:time']").textContent();
      await(page, "suda-ready help");
      await(page, "suda-ready second");
      page.evaluate("void document.getElementById('form:help:chat').send('1500 words')");
      page.evaluate("void document.getElementById('form:second:chat').send('say: of the other')");
      assertThat(chat(page, "en").locator("[data-status=streaming]"))
          .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(30_000));
      page.evaluate("void (window.before = document.querySelector('suda-chat'))");
      page.locator("[id='form:again']").click();
      page.waitForFunction("before !== document.querySelector('suda-chat')");
      String anew = page.locator("[id='form:time']").textContent();
      assertNotEquals(time, anew);
      await(page, "suda-done help");
      page.waitForFunction(
          "time => document.getElementById('form:time').textContent !== time", anew);
      await(page, "suda-done second");
      assertEquals(2, page.evaluate("seen.filter((one) => one.startsWith('suda-done')).length"));
      assertEquals(
          IntStream.range(0, 1500).mapToObj(at -> "word" + at).collect(Collectors.joining(" ")),
          shown(page, "en"));
      assertEquals("of the other", shown(page, "ko"));
      page.screenshot(
          new Page.ScreenshotOptions()
              .setFullPage(true)
              .setPath(Path.of("target", "screenshots", "faces-" + name + ".png")));
    }
  }

  private static Path war(Path folder) throws IOException {
    Path war = folder.resolve("host.war");
    List<String> blocks = blocks(Files.readString(Path.of("src", "docs", "embedding.md")));
    String second = "<suda:chat id=\"second\" server=\"/.\" lang=\"ko\"/></h:form>";
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(war))) {
      put(zip, "WEB-INF/faces-config.xml", FACES);
      put(zip, "WEB-INF/beans.xml", BEANS);
      put(zip, "resources/suda/chat.xhtml", block(blocks, "<cc:interface>"));
      put(
          zip,
          "view.xhtml",
          block(blocks, "<suda:chat ")
              .replace("https://chat.example", "/.")
              .replace("</h:form>", second)
              .replace("#{now}", "#{facesContext.currentPhaseId.name} #{view.hashCode()}"));
    }
    return war;
  }

  /** The chat of that language; Playwright finds no frames by elements in XHTML. */
  private static Frame chat(Page page, String language) {
    return page.mainFrame().childFrames().stream()
        .filter(frame -> language.equals(frame.evaluate("document.documentElement.lang")))
        .findFirst()
        .orElseThrow();
  }

  private static String shown(Page page, String language) {
    return chat(page, language)
        .locator("[data-role=assistant] .message-text")
        .last()
        .textContent()
        .strip()
        .replaceAll("\\s+", " ");
  }

  private static void await(Page page, String seen) {
    page.waitForFunction(
        "wanted => seen.includes(wanted)",
        seen,
        new Page.WaitForFunctionOptions().setTimeout(60_000));
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
