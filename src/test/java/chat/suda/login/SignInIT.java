package chat.suda.login;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.browser.ChatPage;
import chat.suda.browser.Chromium;
import chat.suda.browser.SudaProcess;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A person signs in, chats, and signs out in another tab; with a real provider. */
class SignInIT {

  private static final double SIGNED_OUT_WITHIN = 5000;

  private static MockOAuth2Server provider;
  private static SudaProcess suda;
  private static Chromium chromium;

  @BeforeAll
  static void start() throws Exception {
    provider = new MockOAuth2Server();
    provider.start();
    suda =
        SudaProcess.start(
            "suda.auth=oidc",
            "suda.public-url=http://localhost:{port}",
            "suda.oidc.issuer=" + provider.issuerUrl("suda"),
            "suda.oidc.client-id=suda",
            "suda.oidc.client-secret=secret");
    chromium = new Chromium();
  }

  @AfterAll
  static void stop() {
    chromium.close();
    suda.close();
    provider.shutdown();
  }

  @ParameterizedTest
  @CsvSource({"ko-KR, 로그인, 로그아웃", "en-GB, Sign in, Sign out"})
  void signsInAndOutAndComesBackToTheSamePlace(String locale, String in, String out) {
    signInNextAs("alice-" + locale);
    try (BrowserContext context =
        chromium.browser.newContext(new Browser.NewContextOptions().setLocale(locale))) {
      Page page = context.newPage();
      page.navigate(suda.base().toString());
      Locator signIn = page.locator("#sign-in .sign-in-button");
      assertThat(signIn).hasText(in);
      assertThat(page.locator("#composer-input")).isHidden();
      screenshot(page, "sign-in-" + locale);
      signIn.click();

      ChatPage chat = ChatPage.open(page, suda.base());
      assertThat(page.locator(".account-name")).hasText("Alice");
      chat.ask("Hello");
      chat.await("complete");
      String place = page.url();
      page.locator("#composer-input").fill("a draft");
      screenshot(page, "signed-in-" + locale);

      Page other = context.newPage();
      ChatPage.at(other, suda.base(), place.substring(place.indexOf('#')));
      assertThat(other.locator("#sign-out")).hasText(out);
      other.locator("#sign-out").click();
      assertThat(page.locator("#sign-in"))
          .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(SIGNED_OUT_WITHIN));
      assertThat(page.locator("#composer-input")).isHidden();
      screenshot(page, "signed-out-" + locale);

      signInNextAs("alice-" + locale);
      page.locator("#sign-in .sign-in-button").click();
      page.waitForURL(place);
      chat.awaitConnection("live");
      assertThat(page.locator("#composer-input")).hasValue("a draft");
      assertThat(page.locator("[data-role=assistant]")).isVisible();
      assertEquals(place, page.url());
    }
  }

  private static void signInNextAs(String subject) {
    provider.enqueueCallback(
        new DefaultOAuth2TokenCallback(
            "suda", subject, "JWT", List.of("suda"), Map.of("name", "Alice"), 3600));
  }

  private static void screenshot(Page page, String name) {
    byte[] picture =
        page.screenshot(
            new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", name + ".png")));
    assertTrue(picture.length > 0);
  }
}
