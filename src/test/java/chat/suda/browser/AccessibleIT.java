package chat.suda.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page for blind and visually impaired readers. */
class AccessibleIT {

  private static SudaProcess server;
  private static Chromium chromium;

  @BeforeAll
  static void start() throws Exception {
    server = SharedServer.get();
    chromium = new Chromium();
  }

  @AfterAll
  static void stop() throws Exception {
    chromium.close();
  }

  @ParameterizedTest
  @CsvSource({"ko-KR, 1280, LIGHT", "en-GB, 1280, DARK", "en-GB, 375, LIGHT", "ko-KR, 375, DARK"})
  void axeFindsNothingInAnyState(String locale, int width, ColorScheme scheme) {
    try (BrowserContext context =
        chromium.browser.newContext(
            new Browser.NewContextOptions()
                .setLocale(locale)
                .setViewportSize(width, 800)
                .setColorScheme(scheme)
                .setReducedMotion(ReducedMotion.REDUCE))) {
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      inspect(chat, "greeting");
      chat.ask("say: # Head\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```java\nint x = 1; // one\n```");
      chat.await("complete");
      assertThat(chat.page.locator(".hljs-type, .hljs-keyword").first()).isVisible();
      inspect(chat, "answer");
      chat.ask("fail");
      chat.await("failed");
      inspect(chat, "failure");
      chat.page.getByTestId("settings").click();
      inspect(chat, "settings");
      chat.page.keyboard().press("Escape");
      if (width < 500) {
        chat.page.locator("#sidebar-open").click();
        inspect(chat, "drawer");
      }
      chat.page.locator("#shortcuts-open").click();
      inspect(chat, "shortcuts");
    }
  }

  @Test
  void aScreenReaderHearsWhatTheAnswerSays() {
    try (BrowserContext context =
        chromium.browser.newContext(new Browser.NewContextOptions().setLocale("en-GB"))) {
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      chat.page.evaluate(
          "() => { window.said = ''; new MutationObserver(records => records.forEach(({ addedNodes })"
              + " => addedNodes.forEach(node => { said += node.textContent + ' ' })))"
              + ".observe(document.getElementById('announcer'), { childList: true }) }");
      chat.ask(
          "say: ## Use `snake_case` and 2 * 3 * 4\n\n1. **one**\n2. two\n\n"
              + "```py\nx = a * b\n# c. d\n```\n---\n| a | b |\n|---|:-:|\n| x \\| y | z |\n\n"
              + "- [link](https://example.org/a_b) at the end.");
      chat.await("complete");
      chat.page.waitForFunction("said.includes('complete')");
      assertEquals(
          "Use snake_case and 2 * 3 * 4 1. one 2. two Code block. a, b x | y, z"
              + " link at the end. The answer is complete. ",
          chat.page.evaluate("said"));
    }
  }

  private static void inspect(ChatPage chat, String state) {
    assertEquals(List.of(), chat.findings(), state);
  }
}
