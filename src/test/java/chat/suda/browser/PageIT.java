package chat.suda.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.ColorScheme;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page in a real browser, served by the self-contained JAR with the embedded demo model. */
class PageIT {

  private static final String STREAMING = "[data-role=assistant][data-status=streaming]";

  private static SudaProcess server;
  private static Chromium chromium;

  @BeforeAll
  static void start() throws Exception {
    server = SudaProcess.start();
    chromium = new Chromium();
  }

  @AfterAll
  static void stop() throws Exception {
    chromium.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "ko, 1280, LIGHT, 안녕하세요! 무엇을 할 수 있나요?",
    "ko, 375, DARK, 안녕하세요! 무엇을 할 수 있나요?",
    "en, 1280, DARK, What can you do?",
    "en, 375, LIGHT, What can you do?"
  })
  void anAnswerGrowsTokenByTokenAndEndsComplete(
      String language, int width, ColorScheme scheme, String question) {
    try (BrowserContext context = context(language, width, scheme)) {
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      Page page = chat.page;
      assertEquals(language, page.getAttribute("html", "lang"));
      chat.ask(question);
      chat.await("streaming");
      int before = chat.shown().length();
      page.waitForFunction(
          "([selector, length]) => {const all = document.querySelectorAll(selector);"
              + " return all.length && all[all.length - 1].textContent.length > length + 60}",
          List.of(STREAMING, before));
      shoot(page, "growing", language, width);
      chat.await("complete");
      shoot(page, "complete", language, width);
      assertTrue(chat.fitsTheWidth(), "nothing sticks out at " + width + " px");
      assertEquals(List.of(), chat.problems());
    }
  }

  @ParameterizedTest
  @CsvSource({"gzip, gzip", "identity, ''"})
  void aCacheTellsTheCompressedFileFromThePlainOne(String accepted, String encoding)
      throws Exception {
    // Payara compresses nothing over HTTP/2, to which the client would upgrade.
    HttpHeaders headers =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .build()
            .send(
                HttpRequest.newBuilder(server.base().resolve("js/store.js"))
                    .header("Accept-Encoding", accepted)
                    .build(),
                HttpResponse.BodyHandlers.discarding())
            .headers();
    assertEquals(encoding, headers.firstValue("Content-Encoding").orElse(""));
    assertEquals(List.of("Accept-Encoding"), headers.allValues("Vary"));
  }

  @Test
  void stopEndsTheAnswerAndSaysSo() {
    try (BrowserContext context = context("en", 1280, ColorScheme.LIGHT)) {
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      chat.ask("A long answer of 500 words, please");
      chat.await("streaming");
      chat.page.locator("#stop").click();
      chat.await("stopped");
      assertThat(chat.page.locator("#send")).isVisible();
    }
  }

  @Test
  void theThemeIsTheReadersInAllTabsAndAfterAReload() {
    try (BrowserContext context = context("en", 1280, ColorScheme.LIGHT)) {
      Page page = ChatPage.open(context.newPage(), server.base()).page;
      Page other = ChatPage.open(context.newPage(), server.base()).page;
      String light = background(page);
      page.locator("#settings-open").click();
      page.getByTestId("theme").selectOption("dark");
      other.waitForCondition(() -> !background(other).equals(light));
      String dark = background(page);
      assertEquals(dark, background(other));
      page.reload();
      assertEquals(dark, background(page));
      page.navigate(server.base() + "share.html");
      assertThat(page.locator("#state")).not().isEmpty();
      assertEquals(dark, background(page));
      other.locator("#settings-open").click();
      assertThat(other.getByTestId("theme")).hasValue("dark");
      other.getByTestId("theme").selectOption("system");
      page.waitForCondition(() -> background(page).equals(light));
    }
  }

  private static String background(Page page) {
    return (String) page.evaluate("getComputedStyle(document.body).backgroundColor");
  }

  @Test
  void asksNoOtherHostAndStaysSmall() {
    try (BrowserContext context = context("en", 1280, ColorScheme.LIGHT)) {
      Page page = context.newPage();
      List<Request> requests = new ArrayList<>();
      List<Request> finished = new ArrayList<>();
      page.onRequest(requests::add);
      page.onRequestFinished(finished::add);
      ChatPage.open(page, server.base());
      for (Request request : requests) {
        assertTrue(request.url().startsWith(server.base().toString()), request.url());
      }
      // Not where they finish: one may do so while the page is closed.
      long bytes =
          List.copyOf(finished).stream()
              .mapToLong(request -> request.sizes().responseBodySize)
              .sum();
      assertTrue(bytes < 300_000, bytes + " bytes");
    }
  }

  private static BrowserContext context(String language, int width, ColorScheme scheme) {
    return chromium.browser.newContext(
        new Browser.NewContextOptions()
            .setLocale(language.equals("ko") ? "ko-KR" : "en-GB")
            .setViewportSize(width, width < 500 ? 812 : 800)
            .setColorScheme(scheme));
  }

  private static void shoot(Page page, String what, String language, int width) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(
                Path.of(System.getProperty("suda.jar"))
                    .resolveSibling("screenshots")
                    .resolve(what + "-" + language + "-" + width + ".png")));
  }
}
