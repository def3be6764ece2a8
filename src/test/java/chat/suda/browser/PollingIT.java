package chat.suda.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page behind a network that holds event streams back. */
class PollingIT {

  private static final int SILENCE_TO_DOUBT = 41_000;

  private static SudaProcess server;
  private static Chromium chromium;

  private final List<Request> polls = new CopyOnWriteArrayList<>();
  private BufferingProxy proxy;
  private BrowserContext context;
  private Page page;
  private ChatPage chat;

  @BeforeAll
  static void start() throws Exception {
    server = SharedServer.get();
    chromium = new Chromium();
  }

  @AfterAll
  static void stop() throws Exception {
    chromium.close();
  }

  @BeforeEach
  void open() throws Exception {
    proxy = new BufferingProxy(server.base());
    context =
        chromium.browser.newContext(
            new Browser.NewContextOptions().setLocale("ko-KR").setViewportSize(375, 812));
    page = context.newPage();
    page.onRequest(
        request -> {
          if (request.url().contains("/poll?")) {
            polls.add(request);
          }
        });
    chat = ChatPage.unopened(page, proxy.base());
  }

  @AfterEach
  void close() throws Exception {
    context.close();
    proxy.close();
  }

  @Test
  void aStreamHeldBackFromTheStartIsReplacedByPollsAndTriedAgain() {
    proxy.hold(true);
    page.navigate(proxy.base().toString());
    chat.awaitConnection("polling");
    assertThat(page.locator("#connection")).containsText("폴링");
    chat.ask("120 words");
    awaitWholeAnswer(120);
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(
                Path.of(System.getProperty("suda.jar")).resolveSibling("screenshots/polling.png")));

    page.locator("#sidebar-open").click();
    page.locator("#language").click();
    page.keyboard().press("Escape");
    assertThat(page.locator("#connection")).containsText("polls");
    assertTrue(chat.fitsTheWidth(), "the words fit a phone");

    proxy.hold(false);
    page.evaluate("dispatchEvent(new Event('online'))");
    chat.awaitConnection("live");
    int before = polls.size();
    chat.ask("20 words");
    awaitWholeAnswer(20);
    assertEquals(before, polls.size(), "no poll once the stream comes through");
  }

  @Test
  void aStreamThatStopsDeliveringInTheMiddleIsReplacedByPolls() {
    page.clock().install();
    page.navigate(proxy.base().toString());
    chat.awaitConnection("live");
    chat.ask("2000 words");
    chat.await("streaming");
    proxy.hold(true);
    chat.awaitConnection("live");
    // What was under way still arrives; the silence counts from there.
    page.clock().fastForward(SILENCE_TO_DOUBT);
    chat.awaitConnection("polling");
    awaitWholeAnswer(2000);
  }

  /** Complete, once, and what the server has, unit by unit. */
  private void awaitWholeAnswer(int words) {
    chat.await("complete");
    assertThat(page.locator("[data-role=assistant]"))
        .hasCount(page.locator("[data-role=user]").count());
    assertEquals(words, chat.shown().split(" ").length);
    assertEquals(chat.stored(), chat.shown());
  }
}
