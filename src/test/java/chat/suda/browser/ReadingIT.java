package chat.suda.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.Eventually;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Notifications, reading aloud, export and printing of answers. */
class ReadingIT {

  /** Records what the browser would ask and show; the page can be hidden. */
  private static final String NOTIFICATIONS =
      """
      window.told = [];
      window.asked = 0;
      window.Notification = class {
        static get permission() { return localStorage.getItem('granted') ?? 'default'; }
        static async requestPermission() {
          asked++;
          localStorage.setItem('granted', localStorage.getItem('answer') ?? 'granted');
          return Notification.permission;
        }
        constructor(title, options) {
          told.push({ title, ...options });
          window.lastTold = this;
        }
        close() {}
      };
      window.look = (here) => {
        for (const [name, value] of [['hidden', !here], ['visibilityState', here ? 'visible' : 'hidden']]) {
          Object.defineProperty(document, name, { configurable: true, get: () => value });
        }
        document.dispatchEvent(new Event('visibilitychange'));
      };
      """;

  private static final String VOICE =
      """
      window.utterances = [];
      window.cancelled = 0;
      Object.defineProperty(window, 'speechSynthesis', { value: {
        speak: (utterance) => utterances.push(utterance),
        cancel: () => cancelled++,
      } });
      """;

  private static SudaProcess server;
  private static Chromium chromium;

  @BeforeAll
  static void start() throws Exception {
    server = SharedServer.get();
    chromium = new Chromium();
  }

  @AfterAll
  static void stop() {
    chromium.close();
  }

  @Test
  void oneTabTellsOfAnAnswerThatEndsUnseen() {
    try (BrowserContext context = context("en-GB", 1280)) {
      context.addInitScript(NOTIFICATIONS);
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      ChatPage other = ChatPage.open(context.newPage(), server.base());
      Page page = chat.page;
      // Notifications are not enabled.
      look(false, chat, other);
      chat.ask("say: one");
      chat.await("complete");
      look(true, chat);
      page.getByTestId("settings").click();
      assertEquals(0, page.evaluate("asked"));
      page.getByTestId("notify").check();
      assertThat(page.getByTestId("notify")).isChecked();
      assertEquals(1, page.evaluate("asked"));
      assertEquals(List.of(), chat.findings());
      page.screenshot(shot("notify-settings"));
      page.keyboard().press("Escape");

      look(false, chat);
      chat.ask("say: **two** of `them`");
      Eventually.holds(15, () -> Boolean.TRUE.equals(page.evaluate("told.length > 0")));
      chat.await("complete");
      assertEquals("two of them", page.evaluate("told[0].body"));
      // Not needed while another tab is visible.
      look(true, other);
      chat.ask("say: three");
      chat.await("complete");
      look(false, other);
      chat.ask("fail");
      Eventually.holds(15, () -> Boolean.TRUE.equals(page.evaluate("told.length > 1")));
      assertEquals("The model server reported an error.", page.evaluate("told[1].body"));
      assertEquals(2, page.evaluate("told.length"));
      assertEquals(0, other.page.evaluate("told.length"));

      String conversation = page.url();
      page.evaluate("location.hash = ''");
      assertThat(page.locator("[data-role=user]")).hasCount(0);
      page.evaluate("lastTold.onclick()");
      page.waitForURL(conversation);
      assertThat(page.locator("[data-role=user]").first()).isVisible();
    }
  }

  @Test
  void whereTheBrowserRefusesTheSettingsSaySo() {
    try (BrowserContext context = context("ko-KR", 390)) {
      context.addInitScript("localStorage.setItem('answer', 'denied');" + NOTIFICATIONS);
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      chat.page.getByTestId("settings").click();
      chat.page.getByTestId("notify").click();
      assertThat(chat.page.locator("#settings")).containsText("브라우저가 알림을 막았습니다");
      assertThat(chat.page.getByTestId("notify")).not().isChecked();
    }
  }

  @ParameterizedTest
  @CsvSource({"ko-KR, 390", "en-GB, 1280"})
  void readsAloudInTheLanguageOfTheText(String locale, int width) {
    try (BrowserContext context = context(locale, width)) {
      context.addInitScript(VOICE);
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      Page page = chat.page;
      chat.ask(
          "say: # 배우기\n\n오늘은 **Java record**를 배웁니다.\n\n```java\nint x;\n```\n\n- A sentence. Another one.");
      chat.await("complete");
      Locator read = chat.answer().getByTestId("read");
      String words = read.getAttribute("aria-label");
      read.click();
      assertThat(read).not().hasAttribute("aria-label", words);
      List<?> spoken =
          (List<?>)
              page.evaluate("utterances.map(({ text, lang }) => lang.slice(0, 2) + ' ' + text)");
      String code = locale.startsWith("ko") ? "ko 코드 블록." : "en Code block.";
      assertEquals(
          List.of("ko 배우기", "ko 오늘은 Java record를 배웁니다.", code, "en A sentence. Another one."),
          spoken);
      page.screenshot(shot("reading-" + locale));
      read.click();
      assertThat(read).hasAttribute("aria-label", words);
      assertTrue((Integer) page.evaluate("cancelled") > 0);
      read.click();
      assertThat(read).not().hasAttribute("aria-label", words);
      page.evaluate("utterances.at(-1).onend()");
      assertThat(read).hasAttribute("aria-label", words);
      assertEquals(List.of(), chat.findings());
    }
  }

  /** As assistive technology and find-in-page do. */
  @Test
  void whoScrollsUpWithoutAnInputDeviceIsNotTakenBack() {
    try (BrowserContext context = context("en-GB", 1280)) {
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      Page page = chat.page;
      Locator first = chat.questions().first();
      Locator toEnd = page.getByTestId("to-end");
      chat.ask("2000 words");
      page.waitForFunction("() => document.getElementById('scroller').scrollTop > 300");
      assertThat(toEnd).isHidden();
      first.evaluate("question => question.scrollIntoView()");
      assertThat(toEnd).isVisible();
      chat.await("complete");
      assertThat(first).isInViewport();
      for (int i = 0; i < 6; i++) {
        chat.ask("say: " + "One more sentence of it. ".repeat(20 + 20 * i));
        chat.await("complete");
      }

      // What is out of view has no layout of its own yet.
      page.reload();
      chat.await("complete");
      assertThat(chat.questions()).hasCount(7);
      assertThat(toEnd).isHidden();
      page.evaluate(
          """
          () => new Promise(done => {
            document.querySelectorAll('[data-role=user]')[1].scrollIntoView();
            let frames = 10;
            const draw = () => frames-- ? requestAnimationFrame(draw) : done();
            draw();
          })
          """);
      assertThat(toEnd).isVisible();
      assertThat(chat.questions().nth(1)).isInViewport();
      toEnd.click();
      assertThat(toEnd).isHidden();
      assertThat(chat.answer().getByTestId("regenerate")).isInViewport();
    }
  }

  @Test
  void keysScrollTheConversationOrLeaveItWhereItIs() {
    try (BrowserContext context = context("en-GB", 1280)) {
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      Page page = chat.page;
      Locator toEnd = page.getByTestId("to-end");
      chat.ask("1500 words");
      page.waitForFunction("() => document.getElementById('scroller').scrollTop > 100");
      page.locator("#composer-input").blur();
      page.keyboard().press("Home");
      page.keyboard().press("ArrowUp");
      chat.await("complete");
      assertThat(toEnd).isHidden();
      assertThat(chat.answer().getByTestId("regenerate")).isInViewport();

      page.keyboard().press("PageUp");
      assertThat(toEnd).isVisible();
      assertThat(chat.answer().getByTestId("regenerate")).not().isInViewport();
      page.keyboard().press("PageDown");
      assertThat(toEnd).isHidden();
      page.locator("#composer-input").press("PageUp");
      assertThat(toEnd).isVisible();
      page.locator("#composer-input").press("PageDown");
      assertThat(toEnd).isHidden();
    }
  }

  @Test
  void copiesMarkdown() {
    try (BrowserContext context = context("en-GB", 1280)) {
      context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      chat.ask("say: # Head\n\n- **a** `b`");
      chat.await("complete");
      chat.answer().getByTestId("copy").click();
      assertThat(chat.answer().getByTestId("copy")).hasText("Copied");
      assertEquals(
          "# Head\n\n- **a** `b`",
          ((String) chat.page.evaluate("navigator.clipboard.readText()")).strip());
    }
  }

  @ParameterizedTest
  @CsvSource({"ko-KR, LIGHT", "en-GB, DARK"})
  void printsTheWholeConversationAsADocument(String locale, ColorScheme scheme) throws Exception {
    try (BrowserContext context =
        chromium.browser.newContext(
            new Browser.NewContextOptions().setLocale(locale).setColorScheme(scheme))) {
      context.addInitScript("window.printed = 0; window.print = () => printed++;");
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      Page page = chat.page;
      String line = "x".repeat(300) + "END";
      chat.ask(
          "say: ## Numbers\nSee [the docs](https://docs.example/a?b=c) and https://bare.example/\n\n"
              + "| name | value |\n|---|---|\n| one | 1 |\n| two | 2 |\n\n```java\nString s = \""
              + line
              + "\";\n```\n\n> A quote, and a formula $a^2$");
      chat.await("complete");
      for (int i = 0; i < 12; i++) {
        chat.ask("say: answer number " + i + "\n\n" + "One more sentence of it. ".repeat(20));
        chat.await("complete");
      }
      // After a new layout most of it is out of view.
      page.reload();
      chat.awaitConnection("live");
      chat.await("complete");
      byte[] pdf = page.pdf(new Page.PdfOptions().setFormat("A4").setPrintBackground(false));
      Files.write(Path.of("target", "screenshots", "print-" + locale + ".pdf"), pdf);
      String text;
      try (PDDocument document = Loader.loadPDF(pdf)) {
        text = new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
      }
      IntStream.range(0, 12)
          .forEach(
              i -> assertEquals(3, text.split("answer number " + i + "\\b").length, "of " + i));
      assertTrue(text.contains("the docs (https://docs.example/a?b=c)"), text);
      assertFalse(text.contains("https://bare.example/ (https"), text);
      assertTrue(text.replace(" ", "").contains(line), "code is not cut off");
      for (String chrome : List.of("수다 Suda", "wordy English", "Enter", "Copy", "복사")) {
        assertFalse(text.contains(chrome), chrome);
      }
      page.setViewportSize(760, 1075);
      page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
      page.screenshot(shot("print-" + locale).setFullPage(true));
      page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.SCREEN));

      page.setViewportSize(1280, 800);
      chat.choose(chat.conversations().first(), "print");
      Eventually.holds(15, () -> Boolean.TRUE.equals(page.evaluate("printed === 1")));
    }
  }

  private static void look(boolean here, ChatPage... pages) {
    for (ChatPage chat : pages) {
      chat.page.evaluate("look(" + here + ")");
    }
  }

  private static BrowserContext context(String locale, int width) {
    return chromium.browser.newContext(
        new Browser.NewContextOptions().setLocale(locale).setViewportSize(width, 800));
  }

  private static Page.ScreenshotOptions shot(String name) {
    return new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", name + ".png"));
  }
}
