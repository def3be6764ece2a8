package chat.suda.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.suda.upstream.FakeUpstream;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many tabs of one browser, over HTTP/1.1, where six connections are all there is. */
class TabsIT {

  private static final int TABS = 20;

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
  void twentyTabsShareOneStreamAndLoseNothingWhenTheOneThatHoldsItCloses() {
    try (BrowserContext context =
        chromium.browser.newContext(new Browser.NewContextOptions().setLocale("en-GB"))) {
      List<ChatPage> tabs = new ArrayList<>();
      for (int i = 0; i < TABS; i++) {
        tabs.add(ChatPage.open(context.newPage(), server.base()));
      }
      assertEquals(1, openStreams());

      ChatPage asking = tabs.get(7);
      asking.ask("1500 words");
      asking.await("streaming");
      String hash = "#/c/" + asking.conversationId();
      for (ChatPage tab : tabs) {
        if (tab != asking) {
          tab.page.evaluate("hash => { location.hash = hash }", hash);
        }
      }
      for (ChatPage leaving : tabs.subList(0, 3)) {
        leaving.page.close();
      }
      for (ChatPage tab : tabs.subList(3, TABS)) {
        tab.await("complete");
        assertEquals(asking.stored(), tab.shown());
        tab.awaitConnection("live");
      }
      asking.page.waitForCondition(() -> openStreams() == 1);
    }
  }

  @Test
  void tabsThatComeAtOnceToABrowserWithoutACookieAreOneUser() {
    try (BrowserContext context = chromium.browser.newContext()) {
      List<Page> tabs = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        tabs.add(context.newPage());
      }
      AtomicInteger given = new AtomicInteger();
      context.onResponse(
          response -> given.addAndGet(response.headerValue("set-cookie") == null ? 0 : 1));
      tabs.forEach(tab -> tab.evaluate("url => { location = url }", server.base().toString()));
      Set<Object> users = new HashSet<>();
      for (Page tab : tabs) {
        ChatPage.unopened(tab, server.base()).awaitConnection("live");
        users.add(tab.request().get(server.base().resolve("api/v1/me").toString()).text());
      }
      assertEquals(1, given.get());
      assertEquals(1, users.size());
    }
  }

  /** As the server counts them. */
  private static int openStreams() {
    try {
      String metrics =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(server.base().resolve("metrics")).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      return metrics
          .lines()
          .filter(line -> line.startsWith("suda_open_streams"))
          .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
          .sum();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
