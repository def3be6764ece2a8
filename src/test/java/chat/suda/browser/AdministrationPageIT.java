package chat.suda.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The administration page, and its effects on readers. */
class AdministrationPageIT {

  private static final String TOKEN = "0123456789-admin-token-secret-0123456789";
  private static final LocatorAssertions.IsVisibleOptions SOON =
      new LocatorAssertions.IsVisibleOptions().setTimeout(15_000);

  private static SudaProcess server;
  private static Chromium chromium;

  @BeforeAll
  static void start() throws Exception {
    server = SudaProcess.start("suda.admin-token=" + TOKEN, "suda.quota.tokens-per-day=5000");
    chromium = new Chromium();
  }

  @AfterAll
  static void stop() {
    chromium.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"ko, 1280", "en, 390"})
  void showsFiguresAndPeopleAndTellsEverybody(String language, int width) throws Exception {
    Browser.NewContextOptions options =
        new Browser.NewContextOptions().setLocale(language).setViewportSize(width, 900);
    try (BrowserContext reader = chromium.browser.newContext(options);
        BrowserContext administrator = chromium.browser.newContext(options)) {
      ChatPage chat = ChatPage.open(reader.newPage(), server.base());
      chat.ask("hello");
      chat.await("complete");
      Page admin = administrator.newPage();
      admin.navigate(server.base().resolve("admin.html").toString());
      admin.locator("#key-input").fill("wrong-token-wrong-token-wrong-token");
      admin.locator("#key button").click();
      assertThat(admin.locator("#key-problem")).isVisible();
      admin.locator("#key-input").fill(TOKEN);
      admin.locator("#key button").click();
      assertThat(admin.locator("#charts .uplot").first()).isVisible(SOON);
      assertThat(admin.locator("#nodes tbody tr")).hasCount(1);
      Locator person = admin.locator("#people tbody tr").first();
      assertThat(person).isVisible(SOON);
      assertThat(admin.locator("#usage tbody tr").first()).isVisible(SOON);

      String text = "점검 <b>tonight</b> " + language;
      admin.locator("#notice-text").fill(text);
      assertThat(admin.locator("#notice-preview")).hasText(text);
      admin.locator("#notice-form button").click();
      Locator banner = chat.page.locator("[data-testid=banner]");
      assertThat(banner.locator(".banner-words")).hasText(text);
      assertThat(chat.page.locator(".account-quota")).not().hasText("");
      chat.page.reload();
      assertThat(banner.locator(".banner-words")).hasText(text);
      screenshot(admin, "admin-" + language);
      screenshot(chat.page, "admin-notice-" + language);
      assertTrue(chat.fitsTheWidth());
      assertEquals(
          true,
          admin.evaluate("document.documentElement.scrollWidth <= innerWidth"),
          "no overflow");
      admin.locator("#notice-list button").first().click();
      assertThat(banner).hasCount(0);
      assertEquals(List.of(), chat.findings());
      assertEquals(List.of(), chat.problems());

      int people = admin.locator("#people tbody tr").count();
      Locator erase = person.locator("button").last();
      erase.click();
      assertThat(admin.getByRole(AriaRole.ALERTDIALOG)).isVisible();
      admin.getByTestId("confirm-no").click();
      assertThat(erase).isFocused();
      assertThat(admin.locator("#people tbody tr")).hasCount(people);
      erase.click();
      admin.getByTestId("confirm-yes").click();
      assertThat(admin.locator("#people tbody tr")).hasCount(people - 1);
    }
  }

  private static void screenshot(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(Path.of("target", "screenshots", name + ".png")));
  }
}
