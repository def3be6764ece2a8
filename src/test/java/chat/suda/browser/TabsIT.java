package chat.suda.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.suda.upstream.FakeUpstream;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many tabs of one browser, over HTTP/1.1, where six connections are all there is. */
class TabsIT {

  private static final int TABS = 20;

  private static FakeUpstream model;
  private static SelfContained server;
  private static Chromium chromium;

  @BeforeAll
  static void start() throws Exception {
    model = WordyModel.start();
    server = SelfContained.start("openai.base-url=" + model.baseUrl(), "openai.model=wordy");
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
      Set<Request> streams = ConcurrentHashMap.newKeySet();
      context.onRequest(
          request -> {
            if (request.url().matches(".*/api/v1/events(\\?.*)?")) {
              streams.add(request);
            }
          });
      context.onRequestFinished(streams::remove);
      context.onRequestFailed(streams::remove);
      List<ChatPage> tabs = new ArrayList<>();
      for (int i = 0; i < TABS; i++) {
        tabs.add(ChatPage.open(context.newPage(), server.base()));
      }
      assertEquals(1, streams.size());

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
      assertEquals(1, streams.size());
    }
  }
}
