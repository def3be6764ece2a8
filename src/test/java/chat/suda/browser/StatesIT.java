package chat.suda.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.upstream.FakeUpstream;
import chat.suda.upstream.Request;
import chat.suda.upstream.Sse;
import chat.suda.upstream.UpstreamExchange;
import chat.suda.upstream.UpstreamScript;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * All states of a connection or an answer, produced for real and shown as text: in both languages
 * and themes, wide and on a phone, without findings of axe.
 */
class StatesIT {

  private static final Duration SOON = Duration.ofSeconds(10);

  private FakeUpstream model;
  private SudaProcess server;
  private Chromium chromium;
  private BrowserContext context;
  private ChatPage chat;

  @BeforeEach
  void start() throws Exception {
    model = FakeUpstream.start().onRequest(StatesIT::script);
    server =
        SudaProcess.start(
            "openai.base-url=" + model.baseUrl(), "openai.api-key=sk-test", "suda.retry=1000");
    chromium = new Chromium();
    context = context(null);
  }

  @AfterEach
  void stop() throws Exception {
    chromium.close();
    server.close();
    model.close();
  }

  private BrowserContext context(String storageState) {
    return chromium.browser.newContext(
        new Browser.NewContextOptions()
            .setLocale("en-GB")
            .setViewportSize(1280, 800)
            .setStorageState(storageState)
            .setReducedMotion(ReducedMotion.REDUCE));
  }

  /** Answers are sent by the test. */
  private static UpstreamScript script(Request request) {
    return request.streams() ? UpstreamScript.manual() : UpstreamScript.completion("A title");
  }

  /** The page, with a clock that the test can advance. */
  private ChatPage openWithClock() {
    ChatPage page = ChatPage.unopened(context.newPage(), server.base());
    page.page.clock().install();
    page.page.navigate(server.base().toString());
    page.awaitConnection("live");
    return page;
  }

  private UpstreamExchange ask(String question) throws InterruptedException {
    chat.ask(question);
    return model.nextAnswer(SOON);
  }

  private static void end(UpstreamExchange answer, String finishReason) throws Exception {
    answer.send(Sse.finish(finishReason) + Sse.usage(3, 4) + Sse.DONE);
    answer.end();
  }

  @Test
  void whatAModelDoesIsSaid() throws Exception {
    chat = openWithClock();
    look("live", "#connection");

    UpstreamExchange answer = ask("Are you there?");
    chat.await("thinking");
    look("thinking", "[data-testid=progress]");
    chat.page.clock().runFor(9_000);
    assertThat(progress()).containsText("silent");
    look("silent", "[data-testid=progress]");
    answer.send(Sse.role() + Sse.content("Yes, I am"));
    chat.await("streaming");
    assertThat(chat.answer()).containsText("Yes, I am");
    chat.page.clock().runFor(9_000);
    assertThat(progress()).containsText("silent");
    look("silent-in-the-middle", "[data-testid=progress]");
    chat.page.locator("#stop").click();
    chat.await("stopped");
    look("stopped", "[data-testid=note]");

    end(answered("How long?", "As long as it"), "length");
    chat.await("complete");
    look("length", "[data-testid=note]");
    end(answered("And now?", "Now I"), "content_filter");
    chat.await("complete");
    look("content-filter", "[data-testid=note]");
    end(ask("Nothing?"), "stop");
    chat.await("complete");
    look("empty", "[data-testid=note]");
    answered("Broken?", "Half of").reset();
    chat.await("failed");
    look("failed", ".message-error");
    ask("Too many?")
        .respond(429, Map.of("Retry-After", "99"), "{\"error\":{\"message\":\"Slow down\"}}");
    chat.await("failed");
    assertThat(chat.page.locator(".message-error").last()).containsText("Slow down");
    look("failed-in-its-words", ".message-error");
  }

  private UpstreamExchange answered(String question, String text) throws Exception {
    UpstreamExchange answer = ask(question);
    answer.send(Sse.role() + Sse.content(text));
    return answer;
  }

  @Test
  void whatTheNetworkDoesIsSaidAndLosesNothing() throws Exception {
    chat = openWithClock();
    UpstreamExchange answer = answered("Count", "one ");
    assertThat(chat.answer()).containsText("one");

    context.setOffline(true);
    chat.awaitConnection("offline");
    look("offline", "#connection");
    answer.send(Sse.content("two "));
    context.setOffline(false);
    chat.awaitConnection("live");
    assertThat(chat.answer()).containsText("one two");

    // The laptop is closed for two hours.
    chat.page.clock().fastForward("02:00:00");
    answer.send(Sse.content("three "));
    chat.awaitConnection("live");
    assertThat(chat.answer()).containsText("one two three");
    answer.send(Sse.content("four"));
    end(answer, "stop");
    chat.await("complete");
    assertEquals("one two three four", chat.shown());
    assertEquals(chat.stored(), chat.shown());

    chat.page.route(
        "**/api/v1/me", route -> route.fulfill(new Route.FulfillOptions().setStatus(401)));
    chat.page.reload();
    chat.awaitConnection("ended");
    look("signed-out", "#sign-in");
  }

  @Test
  void whatTheServerDoesIsSaidAndLosesNothing() throws Exception {
    chat = ChatPage.open(context.newPage(), server.base());
    answered("Count", "one two three");
    assertThat(chat.answer()).containsText("one two three");
    server.kill();
    chat.awaitConnection("reconnecting");
    assertThat(chat.page.locator("#connection")).containsText("Reconnecting in");
    look("reconnecting", "#connection");

    server = server.again("suda.max-connections-per-user=1");
    chat.awaitConnection("live");
    chat.await("interrupted");
    assertEquals(chat.stored(), chat.shown());
    look("interrupted", ".message-error");
    chat.page.getByTestId("retry").click();
    UpstreamExchange retried = model.nextAnswer(SOON);
    retried.send(Sse.role() + Sse.content("one two three"));
    end(retried, "stop");
    chat.await("complete");
    assertEquals(chat.stored(), chat.shown());

    server.kill();
    chat.awaitConnection("reconnecting");
    chat.ask("Sent while nobody is there");
    assertThat(progress()).containsText("when the connection is back");
    look("waiting", "[data-testid=progress]");
    server = server.again("suda.max-connections-per-user=1");
    chat.awaitConnection("live");
    UpstreamExchange waited = model.nextAnswer(SOON);
    waited.send(Sse.role() + Sse.content("Here I am"));
    end(waited, "stop");
    chat.await("complete");
    assertEquals("Here I am", chat.shown());

    ChatPage first = chat;
    try (BrowserContext second = context(context.storageState())) {
      chat = ChatPage.unopened(second.newPage(), server.base());
      chat.page.navigate(server.base().toString());
      chat.awaitConnection("busy");
      look("busy", "#connection");
      first.page.close();
      // Waits until the server has noticed that the first page is closed.
      chat.page.waitForFunction(
          "() => { dispatchEvent(new Event('online'));"
              + " return document.getElementById('connection').dataset.state === 'live'; }",
          null,
          new Page.WaitForFunctionOptions().setPollingInterval(1000));
    }
  }

  private Locator progress() {
    return chat.page.getByTestId("progress").last();
  }

  /** Checks the page four times: the state is shown in both languages and readable. */
  private void look(String state, String where) {
    String english = look(state, where, ColorScheme.LIGHT, 1280);
    look(state, where, ColorScheme.DARK, 375);
    language();
    String korean = look(state, where, ColorScheme.DARK, 1280);
    look(state, where, ColorScheme.LIGHT, 375);
    language();
    assertNotEquals(english, korean);
    assertTrue(korean.codePoints().anyMatch(c -> c >= 0xAC00 && c <= 0xD7A3), korean);
  }

  private void language() {
    chat.page.setViewportSize(1280, 800);
    chat.page.locator("#language, #sign-in-language").locator("visible=true").click();
  }

  /** Returns the text. */
  private String look(String state, String where, ColorScheme scheme, int width) {
    Page page = chat.page;
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
    page.setViewportSize(width, 800);
    Locator words = page.locator(where).last();
    assertThat(words).isVisible();
    assertTrue(chat.fitsTheWidth(), state);
    String file =
        "screenshots/states/%s-%s-%s-%d.png"
            .formatted(
                state,
                page.locator("html").getAttribute("lang"),
                scheme.name().toLowerCase(Locale.ROOT),
                width);
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(Path.of(System.getProperty("suda.jar")).resolveSibling(file)));
    if (width > 1000) {
      assertEquals(List.of(), chat.findings(), file);
    }
    return words.innerText();
  }
}
