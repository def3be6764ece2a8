package chat.suda.browser;

import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.upstream.FakeUpstream;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the page costs. The bounds leave room for a machine that does other things too; the figures
 * are printed.
 */
class SpeedIT {

  private static final String OBSERVE =
      "window.longest = 0; new PerformanceObserver(list => list.getEntries().forEach(entry => {"
          + " window.longest = Math.max(window.longest, entry.duration) }))"
          + ".observe({entryTypes: ['longtask']})";
  private static final String LENGTH =
      "[...document.querySelectorAll('[data-role=assistant] .message-text')].at(-1)"
          + ".textContent.length";

  private static FakeUpstream model;
  private static SudaProcess server;
  private static Chromium chromium;

  @BeforeAll
  static void start() throws Exception {
    model = ScriptedModel.start();
    server = SudaProcess.start("openai.base-url=" + model.baseUrl(), "openai.model=wordy");
    chromium = new Chromium();
  }

  @AfterAll
  static void stop() throws Exception {
    chromium.close();
    server.close();
    model.close();
  }

  @Test
  void paintsWithinASecondOfAColdStart() {
    try (BrowserContext context = chromium.browser.newContext()) {
      Page page = context.newPage();
      ChatPage.open(page, server.base());
      double painted =
          number(page, "performance.getEntriesByName('first-contentful-paint')[0].startTime");
      System.out.printf("first paint %.0f ms%n", painted);
      assertTrue(painted < 1000, painted + " ms");
    }
  }

  @Test
  void twoHundredTokensASecondBlockNothing() {
    try (BrowserContext context = chromium.browser.newContext()) {
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      chat.page.evaluate(OBSERVE);
      chat.ask("1500 words");
      chat.await("complete");
      double longest = number(chat.page, "window.longest");
      System.out.printf("longest task %.0f ms%n", longest);
      assertTrue(longest < 150, longest + " ms");
    }
  }

  @ParameterizedTest
  @CsvSource({"4000 words", "1500 rows"})
  void aTokenCostsTheSameAtTheEndOfALongAnswer(String question) {
    try (BrowserContext context = chromium.browser.newContext()) {
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      CDPSession session = context.newCDPSession(chat.page);
      session.send("Performance.enable");
      chat.ask(question);
      int all = Integer.parseInt(question.split(" ")[0]) * (question.endsWith("rows") ? 12 : 8);
      double early = cost(chat.page, session, all / 10, all * 3 / 10);
      double late = cost(chat.page, session, all * 7 / 10, all * 9 / 10);
      System.out.printf(
          "%s: %.1f then %.1f µs a character, factor %.2f%n",
          question, early * 1e6, late * 1e6, late / early);
      chat.await("complete");
      assertTrue(late / early < 2.5, "factor " + late / early);
    }
  }

  /** Seconds of the page's main thread a character, between these lengths. */
  private static double cost(Page page, CDPSession session, int from, int to) {
    double[] before = measure(page, session, from);
    double[] after = measure(page, session, to);
    return (after[0] - before[0]) / (after[1] - before[1]);
  }

  private static double[] measure(Page page, CDPSession session, int length) {
    page.waitForFunction("length => " + LENGTH + " >= length", length);
    JsonObject metrics = session.send("Performance.getMetrics");
    for (JsonElement metric : metrics.getAsJsonArray("metrics")) {
      if (metric.getAsJsonObject().get("name").getAsString().equals("TaskDuration")) {
        double spent = metric.getAsJsonObject().get("value").getAsDouble();
        return new double[] {spent, number(page, LENGTH)};
      }
    }
    throw new AssertionError("no TaskDuration");
  }

  private static double number(Page page, String expression) {
    return ((Number) page.evaluate(expression)).doubleValue();
  }
}
