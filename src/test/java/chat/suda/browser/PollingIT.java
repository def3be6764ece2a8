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
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page behind a network that holds event streams back. */
class PollingIT {

  private static final String ANSWERS = "#messages [data-role=assistant]:not(:first-child)";
  private static final int SILENCE_TO_DOUBT = 41_000;

  private static SelfContained server;
  private static Chromium chromium;

  private final List<Request> polls = new CopyOnWriteArrayList<>();
  private BufferingProxy proxy;
  private BrowserContext context;
  private Page page;

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
    awaitState("polling");
    assertThat(page.locator("#connection")).containsText("폴링");
    ask("A long answer of 120 words, please");
    awaitWholeAnswer();
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(
                Path.of(System.getProperty("suda.jar")).resolveSibling("screenshots/polling.png")));

    page.locator("#language").click();
    assertThat(page.locator("#connection")).containsText("polls");
    assertTrue(fitsTheWidth(), "the words fit a phone");

    proxy.hold(false);
    page.evaluate("dispatchEvent(new Event('online'))");
    awaitState("live");
    int before = polls.size();
    ask("And one of 20 words, please");
    awaitWholeAnswer();
    assertEquals(before, polls.size(), "no poll once the stream comes through");
  }

  @Test
  void aStreamThatStopsDeliveringInTheMiddleIsReplacedByPolls() {
    page.clock().install();
    page.navigate(proxy.base().toString());
    awaitState("live");
    ask("A long answer of 200 words, please");
    assertThat(answer()).hasAttribute("data-status", "streaming", soon());
    proxy.hold(true);
    assertThat(page.locator("#connection")).hasAttribute("data-state", "live");
    // What was under way still arrives; the silence counts from there.
    page.clock().fastForward(SILENCE_TO_DOUBT);
    awaitState("polling");
    awaitWholeAnswer();
  }

  private void awaitState(String state) {
    assertThat(page.locator("#connection")).hasAttribute("data-state", state, soon());
  }

  private void ask(String question) {
    page.locator("#composer-input").fill(question);
    page.locator("#composer-input").press("Enter");
    assertThat(page.locator("[data-role=user]").last()).containsText(question);
  }

  private Locator answer() {
    return page.locator(ANSWERS).last();
  }

  /** Complete, once, and what the server's log says, unit by unit. */
  private void awaitWholeAnswer() {
    assertThat(answer())
        .hasAttribute(
            "data-status",
            "complete",
            new LocatorAssertions.HasAttributeOptions().setTimeout(40_000));
    assertEquals(page.locator("[data-role=user]").count(), page.locator(ANSWERS).count());
    page.evaluate("dispatchEvent(new Event('pagehide'))");
    JsonObject saved =
        parse(
            (String)
                page.evaluate(
                    "Object.entries(sessionStorage).find(([key]) =>"
                        + " key.endsWith(':conversation'))[1]"));
    JsonObject shown =
        saved.getJsonArray("messages").getJsonObject(saved.getJsonArray("messages").size() - 1);
    assertEquals(false, shown.getBoolean("recovered"), "read once, not mended afterwards");
    assertEquals(
        logged(saved.getString("sessionId"), shown.getString("startCursor")),
        shown.getString("content"));
  }

  /** The answer that begins at that cursor, read from the server itself. */
  private String logged(String sessionId, String start) {
    StringBuilder text = new StringBuilder();
    String cursor = start;
    while (true) {
      URI uri =
          server
              .base()
              .resolve(
                  "api/v1/openai/chat/stream/poll?wait=5&sessionId="
                      + sessionId
                      + "&after="
                      + cursor);
      JsonObject answer = parse(page.request().get(uri.toString()).text());
      List<JsonObject> events =
          new ArrayList<>(answer.getJsonArray("events").getValuesAs(JsonObject.class));
      assertTrue(!events.isEmpty(), "the answer has an end");
      for (JsonObject event : events) {
        JsonObject data = event.getJsonObject("data");
        if (data.getString("type").equals("text")) {
          assertEquals(text.length(), data.getInt("offset"));
          text.append(data.getString("content"));
        } else if (data.getString("type").equals("done")) {
          assertEquals(text.length(), data.getInt("length"));
          return text.toString();
        }
      }
      cursor = answer.getString("cursor");
    }
  }

  private boolean fitsTheWidth() {
    return (Boolean)
        page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth");
  }

  private static JsonObject parse(String json) {
    return Json.createReader(new StringReader(json)).readObject();
  }

  private static LocatorAssertions.HasAttributeOptions soon() {
    return new LocatorAssertions.HasAttributeOptions().setTimeout(20_000);
  }
}
