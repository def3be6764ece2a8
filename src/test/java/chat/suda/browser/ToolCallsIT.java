package chat.suda.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.Eventually;
import chat.suda.upstream.FakeMcpServer;
import chat.suda.upstream.FakeUpstream;
import chat.suda.upstream.Request;
import chat.suda.upstream.Sse;
import chat.suda.upstream.UpstreamScript;
import com.microsoft.playwright.APIRequestContext;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.RequestOptions;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tool calls in the page: requested, approved, shown. */
class ToolCallsIT {

  private static FakeMcpServer tools;
  private static FakeUpstream model;
  private static SudaProcess server;
  private static Chromium chromium;

  @BeforeAll
  static void start() throws Exception {
    tools = FakeMcpServer.start(0);
    model = FakeUpstream.start().onRequest(ToolCallsIT::script);
    server =
        SudaProcess.start(
            "openai.base-url=" + model.baseUrl(),
            "suda.mcp=fake",
            "suda.mcp.fake.url=" + tools.url(),
            "suda.mcp.fake.token=" + FakeMcpServer.TOKEN);
    chromium = new Chromium();
    try (BrowserContext context = chromium.browser.newContext()) {
      Eventually.holds(60, () -> areOffered(context.request()));
    }
  }

  /** On a slow machine the first answers may come before the tools are known. */
  private static boolean areOffered(APIRequestContext user) {
    String api = server.base().resolve("api/v1/").toString();
    RequestOptions nothing = RequestOptions.create().setData(Map.of());
    String id = ChatPage.json(user.post(api + "conversations", nothing).text()).getString("id");
    int before = asked().size();
    user.post(
        api + "conversations/" + id + "/messages",
        RequestOptions.create().setData(Map.of("content", "echo")));
    Eventually.holds(30, () -> asked().size() > before);
    return asked().get(before).body().contains("\"fake_echo\",\"description\"");
  }

  private static List<Request> asked() {
    return model.requests().stream().filter(Request::streams).toList();
  }

  @AfterAll
  static void stop() throws Exception {
    chromium.close();
    server.close();
    model.close();
    tools.close();
  }

  /** A question names a tool, which is called; then the answer ends. */
  private static UpstreamScript script(Request request) {
    if (!request.streams()) {
      return UpstreamScript.completion("A title");
    }
    List<JsonObject> messages =
        ChatPage.json(request.body()).getJsonArray("messages").getValuesAs(JsonObject.class);
    JsonObject last = messages.get(messages.size() - 1);
    if (last.getString("role").equals("tool")) {
      return UpstreamScript.answer("Well.");
    }
    String name = "fake_" + last.getString("content");
    return UpstreamScript.stream(
        Sse.role()
            + Sse.toolCall(0, "c1", name, "{\"text\":\"<b>안녕</b>\"}")
            + Sse.finish("tool_calls")
            + Sse.DONE);
  }

  @ParameterizedTest
  @CsvSource({"ko-KR, 1280, LIGHT", "en-GB, 390, DARK"})
  void everyStateOfACallIsShownAndSaid(String locale, int width, ColorScheme scheme) {
    try (BrowserContext context =
        chromium.browser.newContext(
            new Browser.NewContextOptions()
                .setLocale(locale)
                .setViewportSize(width, 800)
                .setColorScheme(scheme)
                .setReducedMotion(ReducedMotion.REDUCE))) {
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      chat.ask("echo");
      state(chat, "waiting");
      assertThat(chat.page.locator("#announcer")).containsText("fake_echo");
      assertThat(chat.answer().locator(".tool-choice")).containsText("안녕");
      inspect(chat, "waiting");
      decide(chat, "allow");
      state(chat, "done");
      chat.await("complete");
      call(chat).locator("summary").click();
      // A tool's result is shown as text.
      assertThat(call(chat).locator(".tool-text").last()).hasText("<b>안녕</b>");
      inspect(chat, "done");

      chat.ask("fail");
      decide(chat, "allow");
      state(chat, "failed");
      chat.await("complete");
      call(chat).locator("summary").click();
      assertThat(call(chat).locator(".tool-text").last()).hasText("it is broken");
      inspect(chat, "failed");

      chat.ask("echo");
      decide(chat, "refuse");
      state(chat, "refused");
      chat.await("complete");
      inspect(chat, "refused");

      chat.ask("slow");
      decide(chat, "allow");
      state(chat, "running");
      inspect(chat, "running");
      chat.page.locator("#stop").click();
      state(chat, "failed");
      chat.await("stopped");
      assertEquals(List.of(), chat.problems());
    }
  }

  @Test
  void aCallThatIsToldBeforeTheQuestionIsAcceptedStays() {
    try (BrowserContext context = chromium.browser.newContext()) {
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      AtomicReference<Runnable> accept = new AtomicReference<>();
      chat.page.route(
          url -> url.endsWith("/messages"),
          route -> {
            APIResponse accepted = route.fetch();
            accept.set(() -> route.fulfill(new Route.FulfillOptions().setResponse(accepted)));
          });
      chat.ask("echo");
      state(chat, "waiting");
      chat.page.waitForResponse(
          response -> response.url().endsWith("/messages"), () -> accept.get().run());
      state(chat, "waiting");
      decide(chat, "allow");
      state(chat, "done");
      chat.await("complete");
    }
  }

  @Test
  void whatIsAllowedForAConversationIsNotAskedAgainThere() {
    try (BrowserContext context = chromium.browser.newContext()) {
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      chat.ask("echo");
      decide(chat, "always");
      chat.await("complete");
      chat.ask("echo");
      assertThat(calls(chat)).hasCount(2);
      state(chat, "done");
      chat.await("complete");
      // Another tool is another question.
      chat.ask("stream");
      state(chat, "waiting");
      decide(chat, "refuse");
      chat.await("complete");
    }
  }

  @Test
  void aCallThatWaitsDoesSoAfterAReload() {
    try (BrowserContext context = chromium.browser.newContext()) {
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      chat.ask("echo");
      state(chat, "waiting");
      chat.page.reload();
      chat.awaitConnection("live");
      state(chat, "waiting");
      decide(chat, "allow");
      state(chat, "done");
      chat.await("complete");
    }
  }

  private static Locator calls(ChatPage chat) {
    return chat.page.getByTestId("tool");
  }

  private static Locator call(ChatPage chat) {
    return calls(chat).last();
  }

  private static void state(ChatPage chat, String state) {
    assertThat(chat.answer().getByTestId("tool"))
        .hasAttribute(
            "data-state",
            state,
            new LocatorAssertions.HasAttributeOptions().setTimeout(ChatPage.PATIENCE));
  }

  private static void decide(ChatPage chat, String decision) {
    chat.answer().getByTestId("tool-" + decision).click();
  }

  private static void inspect(ChatPage chat, String state) {
    assertEquals(List.of(), chat.findings(), state);
    assertTrue(chat.fitsTheWidth(), state);
  }
}
