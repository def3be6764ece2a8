package chat.suda.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
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

  private static final LocatorAssertions.IsVisibleOptions VISIBLE_SOON =
      new LocatorAssertions.IsVisibleOptions().setTimeout(15_000);
  private static final String COMPLETE = "[data-role=assistant][data-status=complete]";
  private static final String STREAMING = "[data-role=assistant][data-status=streaming]";

  private static SelfContained server;
  private static Chromium chromium;

  @BeforeAll
  static void start() throws Exception {
    server = SelfContained.start();
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
      Page page = context.newPage();
      List<String> problems = watch(page);
      page.navigate(server.base().toString());
      assertEquals(language, page.getAttribute("html", "lang"));
      assertThat(page.locator("#connection")).hasAttribute("data-state", "live");
      ask(page, question);
      Locator growing = page.locator(STREAMING).last();
      assertThat(growing).isVisible(VISIBLE_SOON);
      int before = growing.textContent().length();
      page.waitForFunction(
          "([selector, length]) => {const all = document.querySelectorAll(selector);"
              + " return all.length && all[all.length - 1].textContent.length > length + 60}",
          List.of(STREAMING, before));
      shoot(page, "growing", language, width);
      awaitEnd(page);
      shoot(page, "complete", language, width);
      assertTrue(fitsTheWidth(page), "nothing sticks out at " + width + " px");
      assertEquals(List.of(), problems);
    }
  }

  @Test
  void stopEndsTheAnswerAndSaysSo() {
    try (BrowserContext context = context("en", 1280, ColorScheme.LIGHT)) {
      Page page = context.newPage();
      page.navigate(server.base().toString());
      ask(page, "A long answer of 500 words, please");
      assertThat(page.locator(STREAMING).last()).isVisible(VISIBLE_SOON);
      page.locator("#stop").click();
      Locator stopped = page.locator("[data-role=assistant][data-status=stopped]");
      assertThat(stopped).isVisible(VISIBLE_SOON);
      assertThat(page.locator("#send")).isVisible();
    }
  }

  @Test
  void aReloadInTheMiddleOfAnAnswerLosesNothing() {
    try (BrowserContext context = context("en", 1280, ColorScheme.LIGHT)) {
      Page page = context.newPage();
      page.navigate(server.base().toString());
      ask(page, "A long answer of 200 words, please");
      assertThat(page.locator(STREAMING).last()).isVisible(VISIBLE_SOON);
      page.reload();
      awaitEnd(page);
      assertThat(page.locator("[data-status=incomplete]")).hasCount(0);
    }
  }

  @Test
  void asksNoOtherHostAndStaysSmall() {
    try (BrowserContext context = context("en", 1280, ColorScheme.LIGHT)) {
      Page page = context.newPage();
      List<Request> requests = new ArrayList<>();
      long[] bytes = new long[1];
      page.onRequest(requests::add);
      page.onRequestFinished(
          request -> {
            if (!request.url().contains("stream")) {
              bytes[0] += request.sizes().responseBodySize;
            }
          });
      page.navigate(server.base().toString());
      assertThat(page.locator("#connection")).hasAttribute("data-state", "live");
      for (Request request : requests) {
        assertTrue(request.url().startsWith(server.base().toString()), request.url());
      }
      assertTrue(bytes[0] < 300_000, bytes[0] + " bytes");
    }
  }

  private static BrowserContext context(String language, int width, ColorScheme scheme) {
    return chromium.browser.newContext(
        new Browser.NewContextOptions()
            .setLocale(language.equals("ko") ? "ko-KR" : "en-GB")
            .setViewportSize(width, width < 500 ? 812 : 800)
            .setColorScheme(scheme));
  }

  private static void ask(Page page, String question) {
    page.locator("#composer-input").fill(question);
    page.locator("#composer-input").press("Enter");
    assertThat(page.locator("[data-role=user]").last()).containsText(question);
  }

  /** The greeting is complete too, so count on nothing being unfinished. */
  private static void awaitEnd(Page page) {
    assertThat(page.locator(STREAMING + ", [data-status=thinking]"))
        .hasCount(0, new LocatorAssertions.HasCountOptions().setTimeout(30_000));
    assertThat(page.locator(COMPLETE).last()).isVisible();
  }

  private static List<String> watch(Page page) {
    List<String> problems = new ArrayList<>();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            problems.add(message.text());
          }
        });
    page.onPageError(problems::add);
    return problems;
  }

  private static boolean fitsTheWidth(Page page) {
    return (Boolean)
        page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth");
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
