package chat.suda.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitUntilState;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversations and their messages in a real browser. */
class ConversationsIT {

  private static SudaProcess server;
  private static Chromium chromium;

  private static final String CONVERSATIONS = "**/api/v1/conversations";
  private static final String MESSAGES = CONVERSATIONS + "/*/messages";

  private BrowserContext context;
  private ChatPage chat;
  private Page page;

  @BeforeAll
  static void start() throws Exception {
    server = SharedServer.get();
    chromium = new Chromium();
  }

  @AfterAll
  static void stop() throws Exception {
    chromium.close();
  }

  @BeforeEach
  void open() {
    context =
        chromium.browser.newContext(
            new Browser.NewContextOptions().setLocale("en-GB").setViewportSize(1280, 800));
    page = context.newPage();
    chat = ChatPage.open(page, server.base());
  }

  @AfterEach
  void close() {
    context.close();
  }

  @Test
  void theKeyboardStaysWhereItsUserIs() {
    chat.ask("30 words");
    chat.await("complete");
    chat.answer().getByTestId("regenerate").press("Enter");
    assertThat(page.locator("#composer-input")).isFocused();
    assertThat(page.getByTestId("variant")).hasText("2/2");
    chat.await("complete");
    chat.answer().getByTestId("regenerate").press("Enter");
    assertThat(page.getByTestId("variant")).hasText("3/3");
    chat.await("complete");
    page.getByTestId("variant-before").press("Enter");
    assertThat(page.getByTestId("variant")).hasText("2/3");
    assertThat(page.getByTestId("variant-before")).isFocused();
    page.keyboard().press("Enter");
    assertThat(page.getByTestId("variant")).hasText("1/3");
    assertThat(page.getByTestId("variant-after")).isFocused();
    page.getByTestId("edit").press("Enter");
    page.getByTestId("editor").fill("20 words");
    page.keyboard().press("Enter");
    assertThat(page.locator("#composer-input")).isFocused();
  }

  /** The server's report of an earlier choice arrives after a later one was made. */
  @Test
  void theLastChoiceOfAVersionStays() {
    chat.ask("30 words");
    chat.await("complete");
    for (String version : List.of("2/2", "3/3")) {
      chat.answer().getByTestId("regenerate").press("Enter");
      assertThat(page.getByTestId("variant")).hasText(version);
      chat.await("complete");
    }
    List<Route> held = new ArrayList<>();
    page.route(
        "**/api/v1/conversations/*",
        route -> {
          if (route.request().method().equals("PATCH")) {
            held.add(route);
          } else {
            route.resume();
          }
        });
    page.getByTestId("variant-before").press("Enter");
    assertThat(page.getByTestId("variant")).hasText("2/3");
    page.getByTestId("variant-before").press("Enter");
    assertThat(page.getByTestId("variant")).hasText("1/3");
    page.waitForCondition(() -> held.size() == 2);
    page.waitForResponse(response -> isChange(response), held.get(0)::resume);
    // An event behind that of the change.
    page.evaluate(
        """
        () => fetch('api/v1/conversations', {
          method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' })
        """);
    assertThat(chat.conversations()).hasCount(2);
    assertThat(page.getByTestId("variant")).hasText("1/3");
    assertThat(page.getByTestId("variant-after")).isFocused();
    page.waitForResponse(response -> isChange(response), held.get(1)::resume);
    page.reload();
    assertThat(page.getByTestId("variant")).hasText("1/3");
  }

  private static boolean isChange(Response response) {
    return response.request().method().equals("PATCH");
  }

  /** Also between what grows and the scroll event that this makes. */
  @Test
  void aReaderWhoScrollsUpIsNotTakenBack() {
    chat.ask("1500 words");
    chat.await("complete");
    assertThat(page.locator("#to-end")).isHidden();
    page.evaluate(
        """
        () => new Promise(done => {
          const list = document.getElementById('messages');
          let grown = false;
          new ResizeObserver((entries, observer) => {
            if (!grown) return;
            observer.disconnect();
            document.getElementById('scroller').dispatchEvent(new WheelEvent('wheel', { deltaY: -1 }));
            requestAnimationFrame(() => requestAnimationFrame(done));
          }).observe(list);
          requestAnimationFrame(() => requestAnimationFrame(() => {
            grown = true;
            list.append(Object.assign(document.createElement('p'), { style: 'height: 100px' }));
          }));
        })
        """);
    assertThat(page.locator("#to-end")).isVisible();
  }

  @Test
  void theSkipLinkLeadsToTheComposerOfTheSameConversation() {
    chat.ask("30 words");
    chat.await("complete");
    String address = page.url();
    page.locator(".skip").press("Enter");
    assertThat(page.locator("#composer-input")).isFocused();
    assertThat(page).hasURL(address);
    assertThat(page.locator("[data-role=user]")).hasCount(1);
  }

  @Test
  void aMessageMakesAConversationWithAnAddressAndATitle() {
    chat.ask("30 words");
    chat.await("complete");
    assertThat(page).hasURL(Pattern.compile("#/c/\\S+$"));
    assertThat(page.locator("#title")).hasText("A title");
    assertThat(chat.conversations()).hasCount(1);
    assertThat(chat.conversations().first()).containsText("A title");
    page.navigate(server.base().toString());
    assertThat(page.locator("[data-role=user]")).hasCount(0);
    chat.conversations().first().locator("a").click();
    assertThat(page.locator("[data-role=user]")).hasCount(1);
    assertEquals(chat.stored(), chat.shown());
    assertEquals(List.of(), chat.problems());
  }

  @Test
  void anEditMakesABranchThatIsRemembered() {
    chat.ask("10 words");
    chat.await("complete");
    page.locator("[data-role=user]").hover();
    page.getByTestId("edit").click();
    page.getByTestId("editor").fill("12 words");
    page.getByTestId("editor").press("Enter");
    assertThat(page.getByTestId("variant")).hasText("2/2");
    chat.await("complete");
    assertEquals(12, chat.shown().split(" ").length);

    page.getByTestId("variant-before").click();
    assertThat(page.locator("[data-role=user] .message-text")).hasText("10 words");
    assertThat(chat.answer()).containsText("word9");
    page.waitForCondition(() -> chat.snapshot().toString().contains("activeMessageId"));
    page.waitForCondition(
        () ->
            chat.snapshot()
                .getJsonObject("conversation")
                .getString("activeMessageId")
                .equals(chat.answer().getAttribute("data-id")));
    page.reload();
    assertThat(page.getByTestId("variant")).hasText("1/2");
  }

  @Test
  void anotherAnswerStandsBesideTheFirst() {
    chat.ask("5 words");
    chat.await("complete");
    chat.answer().getByTestId("regenerate").click();
    assertThat(page.getByTestId("variant")).hasText("2/2");
    chat.await("complete");
    assertThat(page.locator("[data-role=user]")).hasCount(1);
  }

  @Test
  void aFailedAnswerSaysWhyAndIsTriedAgain() {
    chat.ask("fail, please");
    chat.await("failed");
    assertThat(page.locator(".message-error")).containsText("Out of thoughts");
    assertThat(chat.answer()).containsText("So far");
    page.getByTestId("retry").click();
    assertThat(page.getByTestId("variant")).hasText("2/2");
    chat.await("failed");
  }

  @Test
  void aReloadInTheMiddleShowsTheWholeAnswer() {
    chat.ask("400 words");
    chat.await("streaming");
    page.reload();
    chat.await("complete");
    assertEquals(400, chat.shown().split(" ").length);
    assertEquals(chat.stored(), chat.shown());
  }

  @Test
  void aStopIsTrueAndWhatHadArrivedStays() {
    chat.ask("5000 words");
    chat.await("streaming");
    page.keyboard().press("Escape");
    chat.await("stopped");
    assertThat(page.getByTestId("note")).isVisible();
    assertEquals(chat.stored(), chat.shown());
  }

  @Test
  void aMessageWhoseReplyIsLostIsSentOnce() {
    boolean[] lost = new boolean[1];
    page.route(
        "**/messages",
        route -> {
          if (lost[0]) {
            route.resume();
          } else {
            lost[0] = true;
            route.fetch();
            route.abort();
          }
        });
    chat.ask("20 words");
    chat.await("complete");
    page.waitForCondition(() -> chat.snapshot().getJsonArray("messages").size() == 2);
    assertThat(page.locator(".message")).hasCount(2);
    assertEquals(chat.stored(), chat.shown());
  }

  @Test
  void aConversationIsRenamedAndItsDeletionUndone() {
    chat.ask("5 words");
    chat.await("complete");
    assertThat(page.locator("#title")).hasText("A title");
    String id = chat.conversationId();
    chat.choose(chat.conversations().first(), "rename");
    page.locator("input[data-testid=rename]").fill("My own title");
    page.locator("input[data-testid=rename]").press("Enter");
    assertThat(page.locator("#title")).hasText("My own title");

    chat.choose(chat.conversations().first(), "delete");
    assertThat(chat.conversations()).hasCount(0);
    page.getByTestId("undo").click();
    assertThat(chat.conversations()).hasCount(1);
    assertEquals(id, chat.conversationId());

    chat.choose(chat.conversations().first(), "delete");
    page.reload();
    assertThat(page.locator(".list-end")).isVisible();
    assertThat(chat.conversations()).hasCount(0);
    chat = ChatPage.at(page, server.base(), "#/c/" + id);
    page.reload();
    assertThat(page.locator("#conversation-state")).containsText("does not exist");
  }

  @Test
  void aTitleGivenWithoutAConnectionIsSentWhenItIsBack() {
    chat.ask("5 words");
    chat.awaitTitle();
    context.setOffline(true);
    chat.awaitConnection("offline");
    rename("First thought");
    assertThat(page.locator("#title")).hasText("First thought");
    rename("Second thought");
    assertThat(chat.conversations()).hasText("Second thought");
    context.setOffline(false);
    page.waitForCondition(() -> storedTitle().equals("Second thought"));
    assertThat(page.locator("#title")).hasText("Second thought");
    page.reload();
    assertThat(chat.conversations()).hasText("Second thought");
  }

  /** What was typed can still be read, and copied. */
  @Test
  void aTitleThatIsRefusedGivesWayToTheOldOneAndIsTold() {
    chat.ask("5 words");
    chat.await("complete");
    assertThat(page.locator("#title")).hasText("A title");
    page.route(
        CONVERSATIONS + "/*",
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setStatus(422)
                    .setContentType("application/problem+json")
                    .setBody("{\"detail\":\"Not this one.\"}")));
    rename("My own title");
    assertThat(page.locator("#notice")).containsText("“My own title”. Not this one.");
    assertThat(chat.conversations()).hasText("A title");
    assertThat(page.locator("#title")).hasText("A title");
  }

  private void rename(String title) {
    chat.choose(chat.conversations().first(), "rename");
    page.locator("input[data-testid=rename]").fill(title);
    page.locator("input[data-testid=rename]").press("Enter");
  }

  private String storedTitle() {
    return chat.snapshot().getJsonObject("conversation").getString("title");
  }

  /** It stays out of sight until then, also over a reload. */
  @Test
  void aConversationDeletedWithoutAConnectionIsDeletedWhenItIsBack() {
    chat.ask("5 words");
    chat.await("complete");
    String kept = chat.conversationId();
    page.locator("#new-chat").click();
    chat.ask("6 words");
    chat.awaitTitle();
    String deleted = chat.conversationId();
    List<Route> tried = new ArrayList<>();
    page.route(
        CONVERSATIONS + "/*",
        route -> {
          if (route.request().method().equals("DELETE")) {
            tried.add(route);
            route.abort();
          } else {
            route.resume();
          }
        });
    page.clock().install();
    context.setOffline(true);
    chat.awaitConnection("offline");
    chat.choose(chat.conversations().first(), "delete");
    assertThat(page.locator("#notice")).containsText("will be deleted when the connection is back");
    page.clock().runFor(8000);
    assertThat(page.locator("#notice")).isHidden();
    assertThat(chat.conversations()).hasCount(1);
    context.setOffline(false);
    page.waitForCondition(() -> !tried.isEmpty());
    tried.clear();
    page.reload();
    page.waitForCondition(() -> !tried.isEmpty());
    assertThat(chat.conversations()).hasCount(1);
    assertThat(chat.conversations()).hasAttribute("data-id", kept);
    page.unroute(CONVERSATIONS + "/*");
    page.waitForCondition(
        () ->
            page.request()
                    .get(server.base() + "api/v1/conversations/" + deleted, ChatPage.RETRIED)
                    .status()
                == 404);
  }

  @Test
  void searchFindsWhatWasSaidAndMarksIt() {
    chat.ask("say: A needle in the hay");
    chat.await("complete");
    page.locator("#new-chat").click();
    // Text typed before the page has changed belongs to the old conversation.
    assertThat(page.locator("[data-role=user]")).hasCount(0);
    chat.ask("say: Only straw");
    chat.await("complete");
    assertThat(chat.conversations()).hasCount(2);
    page.keyboard().press("Control+k");
    page.keyboard().type("needle");
    assertThat(chat.conversations()).hasCount(1);
    chat.conversations().first().locator("a").click();
    assertThat(chat.answer()).containsText("needle");
    page.waitForFunction("CSS.highlights.get('hits')?.size === 2");
  }

  @Test
  void aSearchWithoutAConnectionIsMadeWhenItIsBack() {
    chat.ask("say: A needle in the hay");
    chat.awaitTitle();
    context.setOffline(true);
    chat.awaitConnection("offline");
    page.keyboard().press("Control+k");
    page.keyboard().type("needle");
    assertThat(page.locator(".list-end")).containsText("could not be read");
    context.setOffline(false);
    assertThat(chat.conversations()).hasCount(1);
    assertThat(page.locator(".list-end")).isHidden();
  }

  @Test
  void aConversationOpenedWithoutAConnectionIsLoadedWhenItIsBack() {
    chat.ask("5 words");
    chat.awaitTitle();
    page.locator("#new-chat").click();
    assertThat(chat.questions()).hasCount(0);
    context.setOffline(true);
    chat.awaitConnection("offline");
    List<Object> failed = new ArrayList<>();
    page.onRequestFailed(failed::add);
    chat.conversations().first().locator("a").click();
    Locator words = page.locator("#conversation-state");
    assertThat(words).containsText("There is no connection");
    page.waitForCondition(() -> failed.size() == 4);
    assertThat(words).containsText("There is no connection");
    context.setOffline(false);
    assertThat(chat.questions()).hasText("5 words");
    assertThat(words).isHidden();
  }

  @Test
  void aConversationThatWasSearchedForOpensAtTheFirstHit() {
    chat.ask("say: A needle in the hay");
    chat.await("complete");
    chat.ask("400 words");
    chat.await("complete");
    page.locator("#new-chat").click();
    assertThat(page.locator("[data-role=user]")).hasCount(0);
    page.keyboard().press("Control+k");
    page.keyboard().type("needle");
    assertThat(chat.conversations()).hasCount(1);
    chat.conversations().first().locator("a").click();
    assertThat(chat.questions().first()).isInViewport();
    assertThat(page.locator("#to-end")).isVisible();
    chat.ask("5 words");
    assertThat(chat.questions().last()).isInViewport();
    chat.await("complete");
    assertThat(chat.questions().last()).isInViewport();
  }

  @Test
  void whatAModelWritesIsNeverRun() {
    chat.ask(
        "say: <img src=x onerror=\"window.ran=1\"><script>window.ran=1</script>\n"
            + "[a](javascript:window.ran=1) <svg onload=\"window.ran=1\"></svg>\n"
            + "```java\n<b onclick=\"window.ran=1\">int x = 1;</b>\n```");
    chat.await("complete");
    assertThat(chat.answer().locator("img, script, svg:not(.icon, .message-mark), b, [onclick]"))
        .hasCount(0);
    assertThat(chat.answer().locator("a[href^=javascript]")).hasCount(0);
    assertEquals(true, page.evaluate("window.ran === undefined"));
  }

  @Test
  void codeIsColouredNamedAndCopied() {
    context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
    chat.ask("say: ```java\nrecord Point(int x) {}\n```");
    chat.await("complete");
    assertThat(page.locator(".code-lang")).hasText("java");
    assertThat(page.locator(".hljs-keyword").first()).hasText("record");
    page.locator("[data-copy-code]").click();
    assertEquals("record Point(int x) {}", page.evaluate("navigator.clipboard.readText()"));
  }

  @Test
  void aDraftBelongsToItsConversation() {
    chat.ask("5 words");
    chat.await("complete");
    Locator input = page.locator("#composer-input");
    input.fill("half a thought");
    page.locator("#new-chat").click();
    assertThat(input).hasValue("");
    chat.conversations().first().locator("a").click();
    assertThat(input).hasValue("half a thought");
    page.reload();
    assertThat(input).hasValue("half a thought");
    // A busy machine draws rarely: everything since the last frame is in the next one.
    page.evaluate("window.requestAnimationFrame = draw => setTimeout(draw, 1500)");
    page.locator("#new-chat").click();
    assertThat(input).hasValue("");
    chat.conversations().first().locator("a").click();
    assertThat(input).hasValue("half a thought");
  }

  @Test
  void settingsAreTheNextConversations() {
    page.getByTestId("settings").click();
    page.locator("#setting-temperature").fill("0.5");
    page.locator("#setting-prompt").fill("Be brief");
    page.getByTestId("settings-save").click();
    chat.ask("5 words");
    chat.await("complete");
    assertEquals(
        "Be brief", chat.snapshot().getJsonObject("conversation").getString("systemPrompt"));
    assertTrue(
        SharedServer.model().requests().stream()
            .anyMatch(request -> request.body().contains("Be brief")),
        "the model is told");

    // The next one starts with the defaults.
    page.locator("#new-chat").click();
    chat.ask("6 words");
    chat.await("complete");
    assertEquals(
        1,
        SharedServer.model().requests().stream()
            .filter(request -> request.body().contains("Be brief") && request.streams())
            .count());
  }

  /** A second Escape answers the question, and a third one asks it again. */
  @Test
  void changedSettingsAreDiscardedOnlyByConsent() {
    page.getByTestId("settings").click();
    page.keyboard().press("Escape");
    assertThat(page.locator("#settings")).isHidden();
    page.getByTestId("settings").click();
    Locator prompt = page.locator("#setting-prompt");
    prompt.fill("Be brief");
    Locator question = page.getByRole(AriaRole.ALERTDIALOG);
    for (int i = 0; i < 2; i++) {
      page.keyboard().press("Escape");
      assertThat(question).containsText("not saved");
      assertThat(page.getByTestId("confirm-no")).isFocused();
      assertEquals(List.of(), chat.findings());
      page.keyboard().press("Escape");
      assertThat(question).hasCount(0);
      assertThat(prompt).hasValue("Be brief");
    }
    page.getByTestId("settings-cancel").click();
    page.getByTestId("confirm-yes").click();
    assertThat(page.locator("#settings")).isHidden();
    page.getByTestId("settings").click();
    assertThat(prompt).hasValue("");
  }

  @Test
  void everythingIsDeletedOnlyByConsent() {
    chat.ask("5 words");
    chat.await("complete");
    page.getByTestId("settings").click();
    page.getByTestId("delete-mine").click();
    page.getByTestId("confirm-no").click();
    assertThat(page.getByTestId("delete-mine")).isFocused();
    assertThat(chat.conversations()).hasCount(1);
    page.getByTestId("delete-mine").click();
    page.getByTestId("confirm-yes").click();
    assertThat(page.locator(".list-end")).hasText("No conversations yet.");
    assertThat(chat.conversations()).hasCount(0);
  }

  @Test
  void aNewChatIsOpenedWhileAnotherOnesQuestionIsOnItsWay() {
    page.locator("#new-chat").click();
    context.setOffline(true);
    chat.ask("5 words");
    page.locator("#new-chat").click();
    assertThat(chat.questions()).hasCount(0);
    context.setOffline(false);
    assertThat(chat.conversations()).hasCount(1);
  }

  @Test
  void aQuestionThatWaitsInANewChatIsFoundAgain() {
    chat.ask("5 words");
    chat.awaitTitle();
    page.locator("#new-chat").click();
    assertThat(chat.questions()).hasCount(0);
    context.setOffline(true);
    chat.awaitConnection("offline");
    chat.ask("6 words");
    chat.conversations().first().locator("a").click();
    assertThat(chat.questions()).hasCount(0);
    page.goBack();
    assertThat(chat.questions()).hasText("6 words");
    assertThat(chat.answer()).containsText("when the connection is back");
    // From there to another new chat, and back.
    page.locator("#new-chat").click();
    assertThat(chat.questions()).hasCount(0);
    page.locator("#new-chat").click();
    assertThat(chat.questions()).hasText("6 words");
    page.locator("#stop").click();
    assertThat(chat.questions()).hasCount(0);
    assertThat(page.locator("#composer-input")).hasValue("6 words");

    page.locator("#composer-input").press("Enter");
    assertThat(chat.questions()).hasText("6 words");
    chat.conversations().first().locator("a").click();
    assertThat(chat.questions()).hasCount(0);
    page.locator("#new-chat").click();
    assertThat(chat.questions()).hasText("6 words");
    context.setOffline(false);
    chat.await("complete");
    assertThat(page).hasURL(Pattern.compile("#/c/\\S+$"));
    assertThat(chat.conversations()).hasCount(2);
  }

  @Test
  void aQuestionThatWaitsInAnOldChatIsFoundAgain() {
    chat.ask("5 words");
    chat.await("complete");
    page.route(MESSAGES, Route::abort);
    chat.ask("6 words");
    page.locator("#new-chat").click();
    assertThat(chat.questions()).hasCount(0);
    chat.conversations().first().locator("a").click();
    assertThat(chat.questions()).hasText(new String[] {"5 words", "6 words"});
    page.unroute(MESSAGES);
    chat.await("complete");
    assertEquals(4, chat.snapshot().getJsonArray("messages").size());
  }

  @Test
  void stopTakesBackAQuestionThatWaitsForTheServer() {
    chat.ask("5 words");
    chat.await("complete");
    List<Object> failed = new ArrayList<>();
    page.onRequestFailed(failed::add);
    page.route(MESSAGES, Route::abort);
    chat.ask("6 words");
    page.waitForCondition(() -> !failed.isEmpty());
    page.locator("#composer-input").fill("and more");
    page.locator("#stop").click();
    assertThat(chat.questions()).hasCount(1);
    assertThat(page.locator("#composer-input")).hasValue("and more\n\n6 words");
    page.unroute(MESSAGES);
    page.locator("#composer-input").fill("7 words");
    page.locator("#composer-input").press("Enter");
    assertThat(chat.questions()).hasCount(2);
    chat.await("complete");
    assertThat(chat.questions().last()).hasText("7 words");
    assertEquals(4, chat.snapshot().getJsonArray("messages").size());
  }

  @Test
  void anAnswerThatEndsInAnotherChatIsMarkedUntilItIsRead() {
    chat.ask("150 words");
    assertThat(chat.answer()).hasAttribute("data-status", "streaming");
    page.locator("#new-chat").click();
    Locator first = chat.conversations().first();
    assertThat(first).hasAttribute("data-unread", "true");
    assertThat(first.getByText("New answer")).hasCount(1);
    first.locator("a").click();
    chat.await("complete");
    assertThat(first).hasAttribute("data-unread", "false");
  }

  @Test
  void questionsOfTwoChatsThatWaitOutliveAReload() {
    withoutNewConversations();
    chat.ask("5 words");
    page.locator("#new-chat").click();
    assertThat(chat.questions()).hasCount(0);
    chat.ask("6 words");
    assertThat(chat.questions()).hasText("6 words");
    page.reload();
    page.unroute(CONVERSATIONS);
    assertThat(chat.conversations()).hasCount(2);
    assertThat(page.locator("#composer-input")).hasValue("");
    for (int i = 0; i < 2; i++) {
      chat.conversations().nth(i).locator("a").click();
      chat.await("complete");
    }
  }

  @Test
  void aQuestionThatWaitsIsInTheMessageBoxAfterTheTabWasClosed() {
    withoutNewConversations();
    chat.ask("5 words");
    assertThat(chat.questions()).hasText("5 words");
    page.close(new Page.CloseOptions().setRunBeforeUnload(true));
    Page later = context.newPage();
    later.navigate(server.base().toString());
    assertThat(later.locator("#composer-input")).hasValue("5 words");
  }

  private void withoutNewConversations() {
    page.route(
        CONVERSATIONS,
        route -> {
          if (route.request().method().equals("POST")) {
            route.abort();
          } else {
            route.resume();
          }
        });
  }

  @Test
  void whatIsWrittenBeforeTheScriptBeginsStays() {
    writeWhileHeld("**/js/main.js", () -> page.locator("#composer-input").fill("early"));
    chat.awaitConnection("live");
    assertThat(page.locator("#composer-input")).hasValue("early");
  }

  @Test
  void whatIsSentBeforeTheScriptBeginsIsSent() {
    writeWhileHeld("**/js/main.js", this::fillAndEnter);
    chat.await("complete");
    assertThat(chat.questions()).hasText("5 words");
    assertThat(page.locator("#composer-input")).hasValue("");
  }

  @Test
  void theSendButtonBeforeTheScriptBeginsSends() {
    writeWhileHeld(
        "**/js/main.js",
        () -> {
          page.locator("#composer-input").fill("5 words");
          page.locator("#send").click();
        });
    chat.await("complete");
    assertThat(chat.questions()).hasText("5 words");
  }

  @Test
  void whatIsSentBeforeTheReaderIsKnownIsSent() {
    writeWhileHeld("**/api/v1/me", this::fillAndEnter);
    chat.await("complete");
    assertThat(chat.questions()).hasText("5 words");
  }

  @Test
  void whatIsSentInAChatThatCouldNotBeReadIsSentOnceItIs() {
    chat.ask("5 words");
    chat.await("complete");
    page.locator("#new-chat").click();
    page.route(CONVERSATIONS + "/*", Route::abort);
    chat.conversations().first().locator("a").click();
    Locator again = page.locator("#conversation-state button");
    assertThat(again).isVisible();
    page.locator("#composer-input").fill("6 words");
    page.locator("#composer-input").press("Enter");
    assertThat(page.locator("#notice")).containsText("once the chat is loaded");
    page.unroute(CONVERSATIONS + "/*");
    again.click();
    assertThat(chat.questions()).hasText(new String[] {"5 words", "6 words"});
    chat.await("complete");
  }

  @Test
  void aDraftIsTheSameInAllTabs() {
    Page other = context.newPage();
    ChatPage.open(other, server.base());
    other.locator("#composer-input").blur();
    page.locator("#composer-input").fill("a long draft");
    assertThat(other.locator("#composer-input")).hasValue("a long draft");
    chat.ask("5 words");
    assertThat(other.locator("#composer-input")).hasValue("");
  }

  private void fillAndEnter() {
    page.locator("#composer-input").fill("5 words");
    page.locator("#composer-input").press("Enter");
  }

  /** Opens the page anew; the resource comes when that is done. */
  private void writeWhileHeld(String resource, Runnable writing) {
    List<Route> held = new ArrayList<>();
    page.route(resource, held::add);
    page.navigate(
        server.base().toString(), new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT));
    writing.run();
    page.waitForCondition(() -> !held.isEmpty());
    page.unroute(resource);
    held.forEach(Route::resume);
  }

  @Test
  void anEditIsFoundAgain() {
    chat.ask("5 words");
    chat.await("complete");
    page.getByTestId("edit").click();
    page.getByTestId("editor").fill("in other words");
    page.locator("#new-chat").click();
    chat.conversations().first().locator("a").click();
    assertThat(page.getByTestId("editor")).hasValue("in other words");
    page.getByTestId("editor-cancel").click();
    page.getByTestId("edit").click();
    assertThat(page.getByTestId("editor")).hasValue("5 words");
  }

  @Test
  void enterWhileASyllableIsComposedSendsNothing() {
    Locator input = page.locator("#composer-input");
    input.fill("안녕");
    input.dispatchEvent(
        "keydown", java.util.Map.of("key", "Enter", "isComposing", true, "bubbles", true));
    assertThat(input).hasValue("안녕");
    assertThat(page.locator("[data-role=user]")).hasCount(0);
    input.press("Shift+Enter");
    assertThat(input).hasValue("안녕\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {360, 1280})
  void aLongTitleLeavesThePageAsItIs(int width) {
    page.setViewportSize(width, 800);
    chat.ask("5 words");
    chat.await("complete");
    page.evaluate(
        "title => fetch(`api/v1/conversations/${location.hash.slice(4)}`, {method: 'PATCH',"
            + " headers: {'Content-Type': 'application/json'}, body: JSON.stringify({title})})",
        "Unabbreviated ".repeat(14).strip());
    assertThat(page.locator("#title")).containsText("Unabbreviated");
    assertEquals(true, page.evaluate("document.body.scrollWidth <= innerWidth"));
    double right =
        page.locator("#send").boundingBox().x + page.locator("#send").boundingBox().width;
    assertTrue(right <= width, "the button ends at " + right);
  }

  @Test
  void theListIsADrawerOnAPhone() {
    page.setViewportSize(375, 812);
    chat.ask("5 words");
    chat.await("complete");
    assertThat(page.locator("#sidebar")).not().isInViewport();
    page.locator("#sidebar-open").click();
    assertThat(page.locator("#sidebar")).isInViewport();
    chat.conversations().first().locator("a").click();
    assertThat(page.locator("#sidebar")).not().isInViewport();
    assertTrue(chat.fitsTheWidth());
  }
}
