package chat.suda.benchmark;

import chat.suda.browser.ChatPage;
import chat.suda.browser.Chromium;
import chat.suda.browser.SudaProcess;
import chat.suda.upstream.FakeUpstream;
import chat.suda.upstream.Request;
import chat.suda.upstream.UpstreamScript;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The cost of the page in Chromium, with the server on the same machine. */
final class PageRun {

  private static final long PACE_MILLIS = 5;
  private static final String OBSERVE =
      "window.longest = 0; new PerformanceObserver(list => list.getEntries().forEach(entry => {"
          + " window.longest = Math.max(window.longest, entry.duration) }))"
          + ".observe({entryTypes: ['longtask']})";
  private static final String LENGTH =
      "[...document.querySelectorAll('[data-role=assistant] .message-text')].at(-1)"
          + ".textContent.length";

  /** Long answers of some kind, asked for by its name. */
  private enum Kind {
    WORDS(4000, 8),
    ROWS(1500, 12);

    final int tokens;
    final int characters;

    Kind(int tokens, int charactersEach) {
      this.tokens = tokens;
      this.characters = tokens * charactersEach;
    }

    Stream<String> text() {
      return this == WORDS
          ? IntStream.range(0, tokens).mapToObj(at -> "word" + at + " ")
          : Stream.concat(
              Stream.of("| a | b |\n", "|---|---|\n"),
              IntStream.range(0, tokens).mapToObj(at -> "| row " + at + " | value |\n"));
    }
  }

  private PageRun() {}

  static void print() throws Exception {
    System.out.println("The page, in Chromium, for some 50 seconds ...");
    try (FakeUpstream model = FakeUpstream.start().onRequest(PageRun::script);
        SudaProcess server = SudaProcess.start("openai.base-url=" + model.baseUrl());
        Chromium chromium = new Chromium()) {
      try (BrowserContext context = chromium.browser.newContext()) {
        Page page = context.newPage();
        ChatPage.open(page, server.base());
        String paint = "performance.getEntriesByName('first-contentful-paint')[0].startTime";
        System.out.printf("%nfirst contentful paint %.0f ms%n", number(page, paint));
      }
      for (Kind kind : Kind.values()) {
        try (BrowserContext context = chromium.browser.newContext()) {
          print(ChatPage.open(context.newPage(), server.base()), context, kind);
        }
      }
    }
  }

  private static UpstreamScript script(Request request) {
    if (!request.streams()) {
      return UpstreamScript.completion("A title");
    }
    Optional<Kind> asked =
        Stream.of(Kind.values()).filter(kind -> request.body().contains(kind.name())).findFirst();
    List<String> tokens = asked.map(kind -> kind.text().toList()).orElse(List.of());
    return UpstreamScript.answer(PACE_MILLIS, tokens);
  }

  private static void print(ChatPage chat, BrowserContext context, Kind kind) {
    chat.page.evaluate(OBSERVE);
    CDPSession session = context.newCDPSession(chat.page);
    session.send("Performance.enable");
    chat.ask(kind.name());
    double early = cost(chat.page, session, kind.characters / 10, kind.characters * 3 / 10);
    double late = cost(chat.page, session, kind.characters * 7 / 10, kind.characters * 9 / 10);
    chat.await("complete");
    System.out.printf(
        "%d %s: %.0f, then %.0f µs a character (%.2f times), longest task %.0f ms%n",
        kind.tokens,
        kind.name().toLowerCase(Locale.ROOT),
        early * 1e6,
        late * 1e6,
        late / early,
        number(chat.page, "window.longest"));
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
