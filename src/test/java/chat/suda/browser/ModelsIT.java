package chat.suda.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.container.RestClient;
import chat.suda.upstream.FakeUpstream;
import chat.suda.upstream.UpstreamScript;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several model servers, and the choice of one of 200 models. */
class ModelsIT {

  private static FakeUpstream hosted;
  private static FakeUpstream local;
  private static SudaProcess server;
  private static Chromium chromium;

  @BeforeAll
  static void start() throws Exception {
    hosted = FakeUpstream.start();
    hosted.models(
        IntStream.range(0, 200).mapToObj("vendor-%03d-large"::formatted).toArray(String[]::new));
    hosted.onRequest(request -> UpstreamScript.answer("from the hosted one"));
    local = FakeUpstream.start();
    local.onRequest(
        request ->
            request.body().contains("broken")
                ? UpstreamScript.json(400, "{\"error\":{\"message\":\"Not today\"}}")
                : UpstreamScript.answer("from the local one"));
    server =
        SudaProcess.start(
            "suda.providers=hosted,local,away,staff",
            "suda.provider.hosted.base-url=" + hosted.baseUrl(),
            "suda.provider.hosted.api-key=sk-hosted",
            "suda.provider.local.base-url=" + local.baseUrl(),
            "suda.provider.local.models=qwen3,broken",
            "suda.provider.local.header.X-Team=chat",
            "suda.provider.away.base-url=http://127.0.0.1:1/v1",
            "suda.provider.staff.base-url=" + local.baseUrl(),
            "suda.provider.staff.models=secret",
            "suda.provider.staff.roles=staff",
            "openai.model=local/qwen3");
    chromium = new Chromium();
  }

  @AfterAll
  static void stop() throws Exception {
    chromium.close();
    server.close();
    local.close();
    hosted.close();
  }

  @Test
  void joinsTheListsAndNamesWhoDoesNotAnswer() throws Exception {
    RestClient user = new RestClient(server.base());
    JsonObject list = user.json(200, "GET", "models", null);
    assertEquals(202, list.getJsonArray("items").size());
    assertEquals("[\"away\"]", list.getJsonArray("unavailable").toString());
    JsonObject me = user.json(200, "GET", "me", null);
    assertEquals("local/qwen3", me.getString("defaultModel"));
    assertEquals(202, me.getJsonArray("models").size());
  }

  @Test
  void refusesAModelOfAServerThatIsForOthers() throws Exception {
    RestClient user = new RestClient(server.base());
    String id = user.create("{}");
    JsonObject refused =
        user.json(
            403,
            "POST",
            "conversations/" + id + "/messages",
            "{\"content\":\"x\",\"model\":\"staff/secret\"}");
    assertEquals(
        "model", refused.getJsonArray("errors").getJsonObject(0).getString("field"), "" + refused);
    assertEquals(0, user.open(id).getJsonArray("messages").size());
  }

  @Test
  void choosesByKeyboardAmongTwoHundredModels() {
    try (BrowserContext context =
        chromium.browser.newContext(new Browser.NewContextOptions().setLocale("en-GB"))) {
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      Page page = chat.page;
      assertThat(page.getByTestId("model")).hasText("local/qwen3");
      chat.ask("hello");
      chat.await("complete");
      assertEquals("from the local one", chat.shown());

      page.getByTestId("model").focus();
      page.keyboard().press("Enter");
      assertThat(page.locator("#model-search")).isFocused();
      assertThat(page.getByTestId("model-option").nth(150)).isAttached();
      assertEquals(List.of(), chat.findings());
      page.keyboard().type("137 LARGE");
      Locator options = page.getByTestId("model-option");
      assertThat(options).hasCount(1);
      page.keyboard().press("Enter");
      assertThat(page.getByTestId("model")).hasText("hosted/vendor-137-large");
      chat.ask("again");
      chat.await("complete");
      assertEquals("from the hosted one", chat.shown());
      assertTrue(
          hosted.requests().stream()
              .anyMatch(request -> request.body().contains("\"model\":\"vendor-137-large\"")));

      List<Route> late = new CopyOnWriteArrayList<>();
      page.route("**/api/v1/models", late::add);
      page.reload();
      chat.awaitConnection("live");
      page.getByTestId("model").click();
      assertThat(options).hasCount(1);
      page.keyboard().type("vendor");
      page.unroute("**/api/v1/models");
      late.forEach(Route::resume);
      assertThat(options.nth(100)).isAttached();
      page.locator("#model-search").fill("");
      assertThat(options.nth(1)).hasText("hosted/vendor-137-large");
      page.keyboard().press("Escape");
      assertThat(page.locator("#models")).isHidden();
    }
  }

  @Test
  void aRefusedAnswerCanBeAskedForAgain() {
    try (BrowserContext context =
        chromium.browser.newContext(new Browser.NewContextOptions().setLocale("en-GB"))) {
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      choose(chat, "local/broken");
      chat.ask("hello");
      chat.await("failed");
      assertThat(chat.answer()).containsText("Not today");
      choose(chat, "local/qwen3");
      chat.answer().getByTestId("retry").click();
      chat.await("complete");
      assertEquals("from the local one", chat.shown());
    }
  }

  @ParameterizedTest
  @CsvSource({"ko-KR, 1280, 800", "en-GB, 1280, 800", "ko-KR, 375, 812", "en-GB, 375, 812"})
  void fitsEveryScreen(String language, int width, int height) {
    try (BrowserContext context =
        chromium.browser.newContext(
            new Browser.NewContextOptions().setLocale(language).setViewportSize(width, height))) {
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      chat.page.getByTestId("model").click();
      assertThat(chat.page.getByTestId("model-option").nth(150)).isAttached();
      assertTrue(chat.fitsTheWidth());
      chat.page.screenshot(
          new Page.ScreenshotOptions()
              .setPath(Path.of("target", "screenshots", "models-" + language + width + ".png")));
    }
  }

  private static void choose(ChatPage chat, String model) {
    chat.page.getByTestId("model").click();
    chat.page.locator("#model-search").fill(model);
    chat.page.locator("[data-model='" + model + "']").first().click();
    assertThat(chat.page.getByTestId("model")).hasText(model);
  }
}
