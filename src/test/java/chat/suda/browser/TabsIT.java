package chat.suda.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many tabs of one browser over HTTP/1.1, with at most six connections. */
class TabsIT {

  private static final int TABS = 20;

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

  @Test
  void twentyTabsShareOneStreamAndLoseNothingWhenTheOneThatHoldsItCloses() {
    try (BrowserContext context =
        chromium.browser.newContext(new Browser.NewContextOptions().setLocale("en-GB"))) {
      List<ChatPage> tabs = new ArrayList<>();
      for (int i = 0; i < TABS; i++) {
        tabs.add(ChatPage.open(context.newPage(), server.base()));
      }
      asAlone(tabs);

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
      asAlone(tabs.subList(3, TABS));
    }
  }

  /** A tab that does not respond loses the lock to another one, and can get it again. */
  @Test
  void aTabWhoseLockWasTakenLeadsAgainWhenTheOtherOneCloses() {
    try (BrowserContext context = chromium.browser.newContext()) {
      ChatPage first = ChatPage.open(context.newPage(), server.base());
      first.awaitConnection("live");
      Page second = context.newPage();
      second.navigate(server.base() + "favicon.svg");
      second.evaluate(
          """
          async () => {
            const { name } = (await navigator.locks.query()).held[0];
            await new Promise(taken => {
              navigator.locks.request(name, { steal: true }, () => new Promise(taken));
            });
          }
          """);
      second.close();
      first.page.evaluate(
          """
          () => fetch('api/v1/conversations', {
            method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' })
          """);
      assertThat(first.conversations())
          .hasCount(1, new LocatorAssertions.HasCountOptions().setTimeout(8_000));
    }
  }

  /** As a browser does to pages in the background, to save energy. */
  @Test
  void anotherTabLeadsWhileTheLeaderIsFrozen() {
    try (BrowserContext context = chromium.browser.newContext()) {
      ChatPage first = ChatPage.open(context.newPage(), server.base());
      first.awaitConnection("live");
      ChatPage second = ChatPage.open(context.newPage(), server.base());
      second.awaitConnection("live");
      CDPSession control = context.newCDPSession(first.page);
      control.send("Page.setWebLifecycleState", state("frozen"));
      second.ask("5 words");
      second.await("complete");
      control.send("Page.setWebLifecycleState", state("active"));
      assertThat(first.conversations()).hasCount(1);
      first.awaitConnection("live");
    }
  }

  private static JsonObject state(String state) {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("state", state);
    return parameters;
  }

  @Test
  void tabsThatComeAtOnceToABrowserWithoutACookieAreOneUser() {
    try (BrowserContext context = chromium.browser.newContext()) {
      List<Page> tabs = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        tabs.add(context.newPage());
      }
      List<Response> responses = new ArrayList<>();
      context.onResponse(responses::add);
      tabs.forEach(tab -> tab.evaluate("url => { location = url }", server.base().toString()));
      Set<Object> users = new HashSet<>();
      for (Page tab : tabs) {
        ChatPage.unopened(tab, server.base()).awaitConnection("live");
        users.add(
            tab.request()
                .get(server.base().resolve("api/v1/me").toString(), ChatPage.RETRIED)
                .text());
      }
      // Headers are read from the browser, which a listener must not do.
      assertEquals(
          1,
          List.copyOf(responses).stream()
              .filter(response -> response.headerValue("set-cookie") != null)
              .count());
      assertEquals(1, users.size());
    }
  }

  /** The server accepts one of two questions; the other one is refused, and stays in its tab. */
  @Test
  void ofTwoThatAskAtOnceTheOneThatIsRefusedKeepsItsQuestion() {
    try (BrowserContext context =
        chromium.browser.newContext(new Browser.NewContextOptions().setLocale("en-GB"))) {
      ChatPage first = ChatPage.open(context.newPage(), server.base());
      first.ask("5 words");
      first.await("complete");
      ChatPage second = ChatPage.open(context.newPage(), server.base());
      second.page.evaluate("hash => { location.hash = hash }", "#/c/" + first.conversationId());
      second.await("complete");

      List<Route> held = new ArrayList<>();
      second.page.route("**/messages", held::add);
      second.ask("say: mine");
      second.page.waitForCondition(() -> !held.isEmpty());
      first.ask("400 words");
      first.await("streaming");
      second.page.unroute("**/messages");
      held.forEach(Route::resume);
      second.await("failed");
      assertThat(second.questions().last()).hasText("say: mine");
      first.await("complete");
      assertThat(second.questions().last()).hasText("say: mine");

      second.ask("say: next");
      second.await("complete");
      assertEquals("next", second.shown());
    }
  }

  @Test
  void anAnswerIsUnreadInAllTabsUntilOneOfThemOpensIt() {
    try (BrowserContext context =
        chromium.browser.newContext(new Browser.NewContextOptions().setLocale("en-GB"))) {
      ChatPage first = ChatPage.open(context.newPage(), server.base());
      first.ask("150 words");
      first.await("streaming");
      first.page.locator("#new-chat").click();
      Locator marked = first.page.locator("[data-testid=conversation][data-unread=true]");
      assertThat(marked).hasCount(1);
      ChatPage second = ChatPage.open(context.newPage(), server.base());
      Locator alsoMarked = second.page.locator("[data-testid=conversation][data-unread=true]");
      assertThat(alsoMarked).hasCount(1);
      first.page.reload();
      assertThat(marked).hasCount(1);
      marked.locator("a").click();
      first.await("complete");
      assertThat(marked).hasCount(0);
      assertThat(alsoMarked).hasCount(0);

      // What ends in a tab that shows it is read in the other ones, too.
      first.ask("150 words");
      first.await("complete");
      second.page.reload();
      assertThat(second.conversations()).hasCount(1);
      assertThat(alsoMarked).hasCount(0);
    }
  }

  /** A draft in a conversation that another tab deletes moves to a new one. */
  @Test
  void aDraftOutlivesItsConversation() {
    try (BrowserContext context =
        chromium.browser.newContext(new Browser.NewContextOptions().setLocale("en-GB"))) {
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      chat.ask("5 words");
      chat.await("complete");
      chat.page.locator("#composer-input").fill("say: still here");
      chat.page.request().delete(server.base() + "api/v1/conversations/" + chat.conversationId());
      assertThat(chat.page.locator("#conversation-state")).containsText("deleted");
      chat.page.locator("#composer-input").press("Enter");
      assertThat(chat.page.locator("#composer-input")).hasValue("say: still here");
      chat.page.locator("#composer-input").press("Enter");
      assertThat(chat.questions()).hasText("say: still here");
      chat.await("complete");
      assertEquals("still here", chat.shown());
    }
  }

  /** Both write in a new chat, without looking at the other tab. */
  @Test
  void eachTabKeepsItsDraft() {
    try (BrowserContext context =
        chromium.browser.newContext(new Browser.NewContextOptions().setLocale("en-GB"))) {
      ChatPage first = ChatPage.open(context.newPage(), server.base());
      ChatPage second = ChatPage.open(context.newPage(), server.base());
      write(first, "say: mine", second);
      write(second, "say: another", first);
      first.page.reload();
      assertThat(input(first)).hasValue("say: mine");
      second.page.reload();
      assertThat(input(second)).hasValue("say: another");
      ChatPage third = ChatPage.open(context.newPage(), server.base());
      assertThat(input(third)).hasValue("say: another");
      third.page.close();

      listen(first);
      input(second).press("Enter");
      second.await("complete");
      first.page.evaluate("heard");
      first.page.reload();
      assertThat(input(first)).hasValue("say: mine");
      first.page.close();
      third = ChatPage.open(context.newPage(), server.base());
      assertThat(input(third)).hasValue("say: mine");
    }
  }

  private static Locator input(ChatPage chat) {
    return chat.page.locator("#composer-input");
  }

  /** Until the other tab knows. */
  private static void write(ChatPage chat, String text, ChatPage other) {
    listen(other);
    input(chat).fill(text);
    other.page.evaluate("heard");
  }

  private static void listen(ChatPage chat) {
    chat.page.evaluate(
        """
        () => {
          window.heard = new Promise(hear => addEventListener('storage', ({ key }) => {
            if (key.endsWith('drafts')) hear();
          }));
        }
        """);
  }

  /** Connections of other tests may still be open. */
  private static void asAlone(List<ChatPage> tabs) {
    tabs.get(0)
        .page
        .waitForCondition(
            () -> openStreams() == 1, new Page.WaitForConditionOptions().setTimeout(90_000));
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
