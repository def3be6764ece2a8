package chat.suda.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.container.RestClient;
import chat.suda.upstream.FakeUpstream;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.RequestOptions;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Presets: created in the settings, selected by "/", given by an embedding page. */
class PresetsIT {

  private static final String TOKEN = "a-token-of-an-administrator-0123456789";

  private static FakeUpstream model;
  private static HostPages host;
  private static SudaProcess server;
  private static Chromium chromium;

  @BeforeAll
  static void start() throws Exception {
    model = ScriptedModel.start().models("plain", "wordy");
    host = new HostPages();
    server =
        SudaProcess.start(
            "openai.base-url=" + model.baseUrl(),
            "openai.model=plain",
            "suda.embed.origins=" + host.sameSite(),
            "suda.admin-token=" + TOKEN);
    chromium = new Chromium();
    new RestClient(server.base())
        .json(
            201,
            "POST",
            "admin/presets",
            "{\"name\":\"House style\",\"systemPrompt\":\"As the house does.\"}",
            "Authorization",
            "Bearer " + TOKEN);
  }

  @AfterAll
  static void stop() {
    chromium.close();
    server.close();
    host.close();
    model.close();
  }

  @ParameterizedTest
  @CsvSource({"ko-KR, 1280", "en-GB, 390"})
  void isMadeInTheSettingsAndPickedByTheKeyboard(String locale, int width) {
    try (BrowserContext context = context(locale, width)) {
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      Page page = chat.page;
      make(chat, "Pirate", "wordy", "Talk like a pirate.", "1.5");
      make(chat, "번역가", "", "한국어로 옮겨 주세요.", "");
      page.screenshot(shot("preset-settings-" + locale));
      page.keyboard().press("Escape");

      Locator input = page.locator("#composer-input");
      input.pressSequentially("/");
      Locator options = page.getByTestId("slash-option");
      assertThat(options).hasCount(3);
      assertThat(page.locator("#slash-list")).hasAttribute("role", "listbox");
      assertActive(page, "House style");
      assertEquals(List.of(), chat.findings());
      assertTrue(chat.fitsTheWidth());
      page.screenshot(shot("preset-slash-" + locale));
      page.keyboard().press("ArrowDown");
      assertActive(page, "Pirate");
      page.keyboard().press("ArrowUp");
      input.pressSequentially("pir");
      assertThat(options).hasCount(1);
      page.keyboard().press("Enter");
      assertThat(page.locator("#slash-list")).isHidden();
      assertThat(input).hasValue("");
      assertThat(input).isFocused();
      assertThat(page.locator("#notice")).containsText("Pirate");
      assertThat(page.getByTestId("model")).hasText("wordy");
      chat.ask("hello");
      chat.await("complete");
      assertSettings(chat, "wordy", "Talk like a pirate.", "1.5");

      // Also in an existing conversation; the model is unchanged, since that preset has none.
      input.pressSequentially("/번역");
      page.getByTestId("slash-option").click();
      assertThat(input).isFocused();
      assertThat(page.locator("#notice")).containsText("번역가");
      chat.ask("hello");
      chat.await("complete");
      assertSettings(chat, "wordy", "한국어로 옮겨 주세요.", "null");
      assertThat(page.locator("#settings-open .settings-name")).hasText("번역가");
      page.reload();
      assertThat(page.locator("#settings-open .settings-name")).hasText("번역가");
      page.keyboard().press("Control+Shift+O");
      assertThat(page.locator("#settings-open .settings-name")).hasText("");
      assertTrue(
          model.requests().stream().anyMatch(request -> request.body().contains("한국어로 옮겨 주세요.")));
    }
  }

  @Test
  void whatBeginsWithASlashCanStillBeSaid() {
    try (BrowserContext context = context("en-GB", 1280)) {
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      Locator input = chat.page.locator("#composer-input");
      input.pressSequentially("/");
      assertThat(chat.page.locator("#slash-list")).isVisible();
      chat.page.keyboard().press("Escape");
      assertThat(chat.page.locator("#slash-list")).isHidden();
      input.press("Enter");
      assertThat(chat.page.locator("[data-role=user] .message-text").last()).hasText("/");
      chat.await("complete");
      input.pressSequentially("/etc/hosts");
      assertThat(chat.page.locator("#slash-list")).isHidden();
      input.press("Enter");
      assertThat(chat.page.locator("[data-role=user] .message-text").last()).hasText("/etc/hosts");
    }
  }

  @Test
  void whoClosesTheFormWritesOn() {
    try (BrowserContext context = context("en-GB", 1280)) {
      Page page = ChatPage.open(context.newPage(), server.base()).page;
      Locator input = page.locator("#composer-input");
      Locator form = page.locator("#preset-name");
      assertThat(input).isFocused();
      page.keyboard().press("Alt+Shift+S");
      page.getByTestId("preset-new").press("Enter");
      assertThat(form).isFocused();
      page.keyboard().press("Escape");
      assertThat(form).hasCount(0);
      page.keyboard().press("Escape");
      assertThat(page.locator("#settings")).isHidden();
      page.keyboard().type("/");
      assertThat(input).hasValue("/");
      assertThat(page.locator("#slash-list")).isVisible();

      // Opened from the message box.
      page.keyboard().press("ArrowUp");
      page.keyboard().press("Enter");
      assertThat(form).isFocused();
      page.keyboard().press("Escape");
      assertThat(form).hasCount(0);
      page.keyboard().type("hello");
      assertThat(input).hasValue("hello");
    }
  }

  @Test
  void theChosenPresetStaysSoWhenTheListIsReadAnew() {
    try (BrowserContext context = context("en-GB", 1280)) {
      Page page = ChatPage.open(context.newPage(), server.base()).page;
      Locator input = page.locator("#composer-input");
      input.pressSequentially("/");
      assertThat(page.locator("#slash-list")).isVisible();
      input.fill("");
      List<Route> reading = new ArrayList<>();
      page.route("**/api/v1/presets", reading::add);
      input.pressSequentially("/");
      page.waitForCondition(() -> !reading.isEmpty());
      page.keyboard().press("ArrowUp");
      String preset =
          "{\"id\":\"p\",\"name\":\"Later\",\"model\":null,\"systemPrompt\":\"x\",\"parameters\":{},"
              + "\"tools\":null,\"shared\":false}";
      reading
          .get(0)
          .fulfill(
              new Route.FulfillOptions()
                  .setContentType("application/json")
                  .setBody("{\"items\":[" + preset + "],\"next\":null}"));
      assertThat(page.getByTestId("slash-option")).containsText("Later");
      page.keyboard().press("Enter");
      assertThat(page.locator("#preset-name")).isFocused();
    }
  }

  @Test
  void isChangedAndDeletedByWhoseItIs() {
    try (BrowserContext context = context("en-GB", 1280)) {
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      Page page = chat.page;
      make(chat, "Draft", "", "Short.", "");
      Locator mine = page.getByTestId("preset").filter(named("Draft"));
      Locator everybodys = page.getByTestId("preset").filter(named("House style"));
      assertThat(everybodys).hasCount(1);
      assertThat(everybodys.getByTestId("preset-edit")).hasCount(0);
      mine.getByTestId("preset-edit").click();
      page.locator("#preset-name").fill(" ");
      page.getByTestId("preset-save").click();
      assertThat(page.locator("dialog[open] .dialog-problem:visible"))
          .hasText("Name: must not be empty.");
      assertEquals(List.of(), chat.findings());
      page.locator("#preset-name").fill("Final");
      page.getByTestId("preset-save").click();
      Locator changed = page.getByTestId("preset").filter(named("Final"));
      assertThat(changed).hasCount(1);
      assertThat(mine).hasCount(0);
      changed.getByTestId("preset-edit").click();
      page.locator("#preset-name").fill("Unfinished");
      page.keyboard().press("Escape");
      page.getByTestId("confirm-no").click();
      assertThat(page.locator("#preset-name")).hasValue("Unfinished");
      page.getByTestId("preset-cancel").click();
      page.getByTestId("confirm-yes").click();
      assertThat(page.locator("#preset-name")).hasCount(0);
      changed.getByTestId("preset-delete").click();
      assertThat(page.getByRole(AriaRole.ALERTDIALOG)).containsText("Delete the preset “Final”?");
      assertEquals(List.of(), chat.findings());
      page.keyboard().press("Enter");
      assertThat(page.getByRole(AriaRole.ALERTDIALOG)).hasCount(0);
      assertThat(changed).hasCount(1);
      changed.getByTestId("preset-delete").click();
      page.getByTestId("confirm-yes").click();
      assertThat(changed).hasCount(0);
      assertThat(everybodys).hasCount(1);
    }
  }

  @Test
  void aPageAroundNamesOneByIdOrByName() {
    try (BrowserContext context = context("en-GB", 1280)) {
      // The same browser, so the same person, who owns the preset.
      JsonObject made =
          ChatPage.json(
              context
                  .request()
                  .post(
                      server.base() + "api/v1/presets",
                      RequestOptions.create()
                          .setHeader("Content-Type", "application/json")
                          .setData(
                              "{\"name\":\"Shop\",\"model\":\"wordy\",\"systemPrompt\":\"Sell.\"}"))
                  .text());
      Page page = context.newPage();
      for (String wanted : List.of(made.getString("id"), "Shop")) {
        host.html(
            "/preset",
            server.base().resolve("js/suda-chat.js").toString(),
            "<suda-chat preset=\"" + wanted + "\"></suda-chat>");
        page.navigate(host.sameSite() + "/preset");
        page.waitForFunction("seen.some(({ type }) => type === 'suda-ready')");
        FrameLocator chat = page.frameLocator("suda-chat >> iframe");
        assertThat(chat.locator(".composer-model")).hasText("wordy");
        page.evaluate("void document.querySelector('suda-chat').send('hello')");
        page.waitForFunction("seen.some(({ type }) => type === 'suda-done')");
        String id =
            (String) page.evaluate("seen.find(({ type }) => type === 'suda-done').conversationId");
        JsonObject stored =
            ChatPage.json(
                context
                    .request()
                    .get(server.base() + "api/v1/conversations/" + id, ChatPage.RETRIED)
                    .text());
        assertEquals("Sell.", stored.getJsonObject("conversation").getString("systemPrompt"));
      }
      page.evaluate("void document.querySelector('suda-chat').setAttribute('preset', 'none such')");
      page.waitForFunction("seen.some(({ code }) => code === 'preset_missing')");
    }
  }

  /** In the settings, which stay open. */
  private static void make(
      ChatPage chat, String name, String model, String prompt, String temperature) {
    Page page = chat.page;
    if (!page.locator("#settings").isVisible()) {
      page.getByTestId("settings").click();
    }
    page.getByTestId("preset-new").click();
    page.locator("#preset-name").fill(name);
    page.locator("#preset-model").selectOption(model);
    page.locator("#preset-prompt").fill(prompt);
    page.locator("#preset-temperature").fill(temperature);
    page.getByTestId("preset-save").click();
    assertThat(page.getByTestId("preset").filter(named(name))).hasCount(1);
  }

  private static void assertActive(Page page, String name) {
    Locator input = page.locator("#composer-input");
    String active = input.getAttribute("aria-activedescendant");
    assertThat(page.locator("#" + active)).containsText(name);
    assertThat(page.locator("#" + active)).hasAttribute("aria-selected", "true");
  }

  private static void assertSettings(
      ChatPage chat, String model, String prompt, String temperature) {
    JsonObject stored = chat.snapshot().getJsonObject("conversation");
    assertEquals(model, stored.getString("model"));
    assertEquals(prompt, stored.getString("systemPrompt"));
    assertEquals(temperature, "" + stored.getJsonObject("parameters").get("temperature"));
  }

  private static Locator.FilterOptions named(String name) {
    return new Locator.FilterOptions().setHasText(name);
  }

  private static BrowserContext context(String locale, int width) {
    return chromium.browser.newContext(
        new Browser.NewContextOptions().setLocale(locale).setViewportSize(width, 800));
  }

  private static Page.ScreenshotOptions shot(String name) {
    return new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", name + ".png"));
  }
}
