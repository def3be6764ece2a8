package chat.suda.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.upstream.FakeUpstream;
import chat.suda.upstream.Sse;
import chat.suda.upstream.UpstreamScript;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.FilePayload;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files, shared conversations and imports in the page. */
class BringAlongIT {

  private static SudaProcess server;
  private static Chromium chromium;

  @BeforeAll
  static void start() throws Exception {
    server = SudaProcess.start();
    chromium = new Chromium();
  }

  @AfterAll
  static void stop() {
    chromium.close();
    server.close();
  }

  @Test
  void filesStayWithTheirConversationUntilTheyAreSent() {
    try (BrowserContext context =
        chromium.browser.newContext(new Browser.NewContextOptions().setLocale("en-GB"))) {
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      chat.ask("hello");
      chat.await("complete");
      Locator chips = chat.page.locator("[data-testid=chip]");
      attach(chat, "a note");
      assertThat(chat.page.locator("[data-testid=chip][data-state=done]")).hasCount(1);
      chat.page.locator("#new-chat").click();
      assertThat(chips).hasCount(0);
      chat.conversations().first().locator("a").click();
      assertThat(chips).hasCount(1);
      chat.page.reload();
      assertThat(chips).hasCount(1);

      // Enter while another one is on its way sends both.
      List<Route> held = new ArrayList<>();
      chat.page.route("**/api/v1/attachments", held::add);
      attach(chat, "another note");
      chat.page.waitForCondition(() -> !held.isEmpty());
      chat.page.locator("#composer-input").fill("two notes");
      chat.page.locator("#composer-input").press("Enter");
      assertThat(chat.page.locator("#notice")).containsText("once the files are uploaded");
      held.forEach(Route::resume);
      assertThat(chat.questions().last()).hasText("two notes");
      chat.await("complete");
      assertThat(chips).hasCount(0);
      assertThat(chat.page.locator(".message").nth(2).locator("a.chip")).hasCount(2);
      chat.page.reload();
      chat.await("complete");
      assertThat(chips).hasCount(0);
    }
  }

  /** The limits for uploads are unknown until a slow network has delivered them. */
  @Test
  void filesAddedBeforeTheLimitsAreKnownAreUploadedOnceTheyAre() {
    try (BrowserContext context =
        chromium.browser.newContext(new Browser.NewContextOptions().setLocale("en-GB"))) {
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      List<Route> held = new ArrayList<>();
      chat.page.route("**/api/v1/me", held::add);
      chat.page.reload();
      chat.page.waitForCondition(() -> !held.isEmpty());
      attach(chat, "early");
      Locator chips = chat.page.locator("[data-testid=chip]");
      assertThat(chips).hasCount(1);
      assertThat(chips.first()).hasAttribute("data-state", "uploading");
      held.forEach(Route::resume);
      assertThat(chips.first()).hasAttribute("data-state", "done");
    }
  }

  /** Spreadsheet cells are pasted with an image of them; an image without text is a file. */
  @Test
  void textIsPastedAsText() {
    try (BrowserContext context =
        chromium.browser.newContext(new Browser.NewContextOptions().setLocale("en-GB"))) {
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      String paste =
          """
          types => {
            const data = new DataTransfer();
            types.forEach(type => data.setData(type, 'A B'));
            data.items.add(new File(['picture'], 'a.txt', { type: 'image/png' }));
            const input = document.getElementById('composer-input');
            const event = new ClipboardEvent('paste',
                { clipboardData: data, bubbles: true, cancelable: true });
            return input.dispatchEvent(event);
          }
          """;
      Locator chips = chat.page.locator("[data-testid=chip]");
      assertEquals(true, chat.page.evaluate(paste, List.of("text/plain", "text/html")));
      assertThat(chips).hasCount(0);
      assertEquals(false, chat.page.evaluate(paste, List.of()));
      assertThat(chips).hasCount(1);
    }
  }

  @Test
  void aFileThatWasLostWithTheConnectionIsUploadedWhenItIsBack() {
    try (BrowserContext context =
        chromium.browser.newContext(new Browser.NewContextOptions().setLocale("en-GB"))) {
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      context.setOffline(true);
      chat.awaitConnection("offline");
      attach(chat, "a note");
      assertThat(chat.page.locator("[data-testid=chip][data-state=failed]")).hasCount(1);
      assertThat(chat.page.locator("#composer-input")).isFocused();
      context.setOffline(false);
      assertThat(chat.page.locator("[data-testid=chip][data-state=done]")).hasCount(1);
    }
  }

  @Test
  void whoWatchesTheEndOfASharedAnswerStaysThere() {
    try (BrowserContext mine =
            chromium.browser.newContext(new Browser.NewContextOptions().setLocale("en-GB"));
        BrowserContext others = chromium.browser.newContext()) {
      ChatPage chat = ChatPage.open(mine.newPage(), server.base());
      chat.ask("5 words");
      chat.await("complete");
      chat.choose(chat.conversations().first(), "share");
      Page viewer = others.newPage();
      viewer.navigate(chat.page.locator("[data-testid=share-link]").inputValue());
      assertThat(viewer.locator("#messages")).containsText("5 words");
      viewer.evaluate("scrollTo(0, document.scrollingElement.scrollHeight)");
      chat.page.keyboard().press("Escape");
      chat.ask("900 words");
      String atTheEnd =
          "scrollY > 0 && document.scrollingElement.scrollHeight - scrollY - innerHeight < 100";
      viewer.waitForCondition(() -> viewer.evaluate(atTheEnd).equals(true));
      chat.page.locator("#stop").click();
    }
  }

  /**
   * As on the page of its owner: that an answer is being written, how it was reached, why it ended.
   */
  @Test
  void whoReadsASharedConversationSeesHowItsAnswerIsDoing() {
    try (FakeUpstream model = FakeUpstream.start();
        SudaProcess own = withModel(model);
        BrowserContext mine =
            chromium.browser.newContext(new Browser.NewContextOptions().setLocale("en-GB"));
        BrowserContext others =
            chromium.browser.newContext(new Browser.NewContextOptions().setLocale("en-GB"))) {
      CountDownLatch thought = new CountDownLatch(1);
      CountDownLatch written = new CountDownLatch(1);
      model.onRequest(
          request ->
              request.streams()
                  ? exchange -> {
                    exchange.open();
                    exchange.send(Sse.reasoning("Let me "));
                    thought.await();
                    exchange.send(Sse.reasoning("think"));
                    exchange.send(Sse.content("So far "));
                    written.await();
                    exchange.send(Sse.data("{\"error\":{\"message\":\"Out of thoughts\"}}"));
                    exchange.end();
                  }
                  : UpstreamScript.completion("A title"));
      ChatPage chat = ChatPage.open(mine.newPage(), own.base());
      chat.ask("hello");
      assertThat(chat.answer().locator(".reasoning-text")).hasText("Let me ");
      chat.choose(chat.conversations().first(), "share");
      others.grantPermissions(List.of("clipboard-read", "clipboard-write"));
      Page viewer = others.newPage();
      viewer.navigate(chat.page.locator("[data-testid=share-link]").inputValue());
      Locator answer = viewer.locator("[data-role=assistant]");
      Locator reasoning = answer.locator("details.reasoning");
      assertThat(answer.getByTestId("progress")).hasText("Thinking…");
      assertThat(reasoning).not().hasAttribute("open", "");
      assertThat(reasoning.locator(".reasoning-text")).hasText("Let me ");
      thought.countDown();
      assertThat(reasoning.locator(".reasoning-text")).hasText("Let me think");
      assertThat(answer.locator(".message-text")).hasText("So far");
      assertThat(answer.getByTestId("progress")).hasText("Answering");
      written.countDown();
      assertThat(answer.locator(".message-error"))
          .containsText("The model server reported an error.");
      assertThat(answer.getByTestId("progress")).hasCount(0);
      assertThat(answer.getByTestId("retry")).hasCount(0);
      answer.hover();
      answer.getByTestId("copy").click();
      assertThat(answer.getByTestId("copy")).hasText("Copied");
      assertEquals("So far ", viewer.evaluate("navigator.clipboard.readText()"));

      own.kill();
      assertThat(viewer.locator("#state")).hasText("Reconnecting…");
    }
  }

  @Test
  void whoReadsASharedConversationIsToldOfAStop() {
    try (BrowserContext mine =
            chromium.browser.newContext(new Browser.NewContextOptions().setLocale("en-GB"));
        BrowserContext others =
            chromium.browser.newContext(new Browser.NewContextOptions().setLocale("en-GB"))) {
      ChatPage chat = ChatPage.open(mine.newPage(), server.base());
      chat.ask("900 words");
      chat.choose(chat.conversations().first(), "share");
      Page viewer = others.newPage();
      viewer.navigate(chat.page.locator("[data-testid=share-link]").inputValue());
      Locator answer = viewer.locator("[data-role=assistant]");
      assertThat(answer.getByTestId("progress")).isVisible();
      chat.page.keyboard().press("Escape");
      chat.page.locator("#stop").click();
      assertThat(answer.getByTestId("note")).hasText("This answer was stopped.");
      assertThat(answer.getByTestId("progress")).hasCount(0);
    }
  }

  private static SudaProcess withModel(FakeUpstream model) {
    try {
      return SudaProcess.start("openai.base-url=" + model.baseUrl(), "openai.model=thoughtful");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void attach(ChatPage chat, String text) {
    chat.page
        .locator("#attach-input")
        .setInputFiles(
            new FilePayload("note.txt", "text/plain", text.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({"ko, 1280", "en, 390"})
  void attachesSharesAndImports(String language, int width) throws Exception {
    Browser.NewContextOptions options =
        new Browser.NewContextOptions().setLocale(language).setViewportSize(width, 800);
    try (BrowserContext mine = chromium.browser.newContext(options);
        BrowserContext others = chromium.browser.newContext(options)) {
      ChatPage chat = ChatPage.open(mine.newPage(), server.base());
      chat.page
          .locator("#attach-input")
          .setInputFiles(
              new FilePayload[] {
                new FilePayload("사진.png", "image/png", picture()),
                new FilePayload("notes.txt", "text/plain", "메모".getBytes(StandardCharsets.UTF_8)),
                new FilePayload("broken.png", "image/png", new byte[] {(byte) 0x89, 'P', 'N', 'G'})
              });
      Locator chips = chat.page.locator("[data-testid=chip]");
      assertThat(chips).hasCount(3);
      assertThat(chat.page.locator("[data-testid=chip][data-state=done]")).hasCount(2);
      assertThat(chat.page.locator("[data-testid=chip][data-state=failed]")).hasCount(1);
      assertThat(chat.page.locator("#send")).isDisabled();
      chips.nth(2).locator("button").last().click();
      assertThat(chips).hasCount(2);
      // Files alone are a question, too.
      assertThat(chat.page.locator("#send")).isEnabled();
      screenshot(chat.page, "attachments-" + language);
      chat.ask("hello");
      chat.await("complete");
      Locator picture = chat.page.locator(".message .picture");
      assertThat(picture).hasCount(1);
      assertTrue((Boolean) picture.evaluate("node => node.complete && node.naturalWidth > 0"));
      picture.click();
      assertThat(chat.page.locator("dialog.enlarged img")).isVisible();
      chat.page.keyboard().press("Escape");
      assertThat(chips).hasCount(0);

      if (width < 900) {
        chat.page.locator("#sidebar-open").click();
      }
      chat.choose(chat.conversations().first(), "share");
      String link = chat.page.locator("[data-testid=share-link]").inputValue();
      Page viewer = others.newPage();
      viewer.navigate(link);
      assertThat(viewer.locator("#messages")).containsText("hello");
      assertThat(viewer.locator(".share-files img")).hasCount(1);
      screenshot(viewer, "share-" + language);
      chat.page.locator("[data-testid=unshare]").click();
      assertThat(viewer.locator("#state")).not().hasText("");
      List<String> problems = chat.problems();
      assertEquals(1, problems.size(), problems.toString());
      assertTrue(problems.get(0).contains("415"), "of the broken file alone");
    }
  }

  @Test
  void anImportTellsWhatCouldNotBeRead() {
    try (BrowserContext context =
        chromium.browser.newContext(new Browser.NewContextOptions().setLocale("en-GB"))) {
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      String mine =
          "{\"title\":\"From elsewhere\",\"conversation_id\":\"c1\",\"current_node\":\"q\",\"mapping\":"
              + "{\"q\":{\"id\":\"q\",\"message\":{\"author\":{\"role\":\"user\"},\"content\":"
              + "{\"content_type\":\"text\",\"parts\":[\"hello\"]}},\"parent\":null}}}";
      byte[] file = ("[" + mine + ",{\"title\":\"Odd one\"}]").getBytes(StandardCharsets.UTF_8);
      chat.page.locator("#settings-open").click();
      chat.page
          .getByTestId("import-file")
          .setInputFiles(new FilePayload("conversations.json", "application/json", file));
      assertThat(chat.page.getByTestId("import-names").locator("li")).hasText("Odd one");
      assertThat(chat.page.locator("#settings"))
          .containsText("Conversations imported: 1. Could not be read: 1.");
      assertThat(chat.page.locator("#settings progress")).isHidden();
      chat.page.keyboard().press("Escape");
      assertThat(chat.conversations()).hasText("From elsewhere");
      assertEquals(List.of(), chat.problems());
    }
  }

  static byte[] picture() throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "png", png);
    return png.toByteArray();
  }

  private static void screenshot(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", name + ".png")));
  }
}
