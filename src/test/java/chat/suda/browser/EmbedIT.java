package chat.suda.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.upstream.FakeUpstream;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.FilePayload;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Suda embedded in other pages, same-site and cross-site. */
class EmbedIT {

  private static final String ISSUER = "https://host.example";
  private static final double PATIENCE = 30_000;
  private static final String WITH_TOKENS =
      """
      <suda-chat id="chat"></suda-chat>
      <script>
        window.asked = 0;
        window.provider = async () => { asked++; return (await fetch('/token')).text(); };
      </script>
      """;

  private static FakeUpstream model;
  private static HostPages host;
  private static HostPages stranger;
  private static SudaProcess open;
  private static SudaProcess closed;
  private static Chromium chromium;
  private static PublicJsonWebKey key;
  private static final AtomicInteger TOKEN_SECONDS = new AtomicInteger(600);

  @BeforeAll
  static void start() throws Exception {
    key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
    key.setKeyId("host");
    model = ScriptedModel.start();
    host = new HostPages();
    stranger = new HostPages();
    String origins = "suda.embed.origins=" + host.sameSite() + ", " + host.otherSite() + "/";
    open = SudaProcess.start("openai.base-url=" + model.baseUrl(), origins);
    closed =
        SudaProcess.start(
            "openai.base-url=" + model.baseUrl(),
            origins,
            "suda.auth=token",
            "mp.jwt.verify.issuer=" + ISSUER,
            "mp.jwt.verify.publickey=" + key.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
    chromium = new Chromium();
    host.html("/plain", module(open), "<suda-chat></suda-chat>");
    host.xhtml("/view", module(open), "<div id=\"form\"><suda-chat id=\"a\"/></div><suda-chat/>");
    host.html("/tokens", module(closed), WITH_TOKENS);
    host.put("/token", () -> new HostPages.Page("text/plain", token()));
    host.put("/other", () -> new HostPages.Page("text/html", "<title>Another frame</title>"));
    stranger.html("/plain", module(open), "<suda-chat></suda-chat>");
  }

  @AfterAll
  static void stop() {
    chromium.close();
    open.close();
    closed.close();
    host.close();
    stranger.close();
    model.close();
  }

  private static String module(SudaProcess server) {
    return server.base().resolve("js/suda-chat.js").toString();
  }

  private static String token() {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(ISSUER);
    claims.setSubject("alice");
    claims.setGeneratedJwtId();
    claims.setExpirationTime(
        NumericDate.fromSeconds(NumericDate.now().getValue() + TOKEN_SECONDS.get()));
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue("ES256");
    jws.setKeyIdHeaderValue("host");
    jws.setKey(key.getPrivateKey());
    jws.setPayload(claims.toJson());
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aPlainPageHasAChat() {
    try (BrowserContext context = chromium.browser.newContext()) {
      Page page = context.newPage();
      page.navigate(host.sameSite() + "/plain");
      page.evaluate(
          """
          () => {
            const chat = document.querySelector('suda-chat');
            chat.setAttribute('placeholder', 'Ask the shop');
            chat.setAttribute('theme', 'dark');
            chat.setAttribute('model', 'another-model');
            chat.style.setProperty('--suda-accent', 'rgb(200, 0, 90)');
            chat.style.setProperty('--suda-background', 'rgb(1, 2, 3)');
            chat.style.setProperty('--suda-font', 'Georgia, serif');
          }
          """);
      FrameLocator chat = chat(page);
      await(page, "suda-ready");
      assertThat(chat.locator("#composer-input")).hasAttribute("placeholder", "Ask the shop");
      assertThat(chat.locator(".composer-model")).hasText("another-model");
      assertThat(chat.locator("#sidebar")).isHidden();
      assertThat(chat.locator("#send")).hasAttribute("title", "Send");
      assertThat(chat.locator("body")).hasCSS("background-color", "rgb(1, 2, 3)");
      assertThat(chat.locator("body")).hasCSS("font-family", "Georgia, serif");
      assertEquals("BODY", page.evaluate("document.activeElement.tagName"));
      chat.locator("#composer-input").fill("20 words");
      assertThat(chat.locator("#send")).hasCSS("background-color", "rgb(200, 0, 90)");
      assertThat(chat.locator("html")).hasCSS("color-scheme", "dark");

      chat.locator("#composer-input").press("Enter");
      await(page, "suda-done");
      assertEquals(words(20), shown(chat));
      assertEquals(2, count(page, "suda-message"));
      assertEquals(
          chat.locator("[data-role=assistant]").last().getAttribute("data-id"),
          last(page, "suda-done").get("messageId"));
      assertEquals("stop", last(page, "suda-done").get("code"));
      page.screenshot(
          new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", "plain.png")));

      String first = (String) last(page, "suda-done").get("conversationId");
      page.evaluate("document.querySelector('suda-chat').send('5000 words')");
      assertThat(chat.locator("[data-status=streaming]")).isVisible();
      page.evaluate("document.querySelector('suda-chat').send('not now')");
      await(page, "suda-error");
      assertEquals("busy", last(page, "suda-error").get("code"));
      page.evaluate("document.querySelector('suda-chat').stop()");
      page.waitForFunction("seen.at(-1).type === 'suda-done' && seen.at(-1).code === 'stopped'");
      page.evaluate("document.querySelector('suda-chat').open()");
      assertThat(chat.locator("[data-role=user]")).hasCount(0);
      page.evaluate(
          "id => document.querySelector('suda-chat').setAttribute('conversation', id)", first);
      assertThat(chat.locator("[data-role=user]")).hasCount(2);
      page.evaluate("document.querySelector('suda-chat').open('no-such')");
      page.waitForFunction("seen.at(-1).type === 'suda-error' && seen.at(-1).code === 'missing'");
      assertEquals(1, page.evaluate("history.length - 1"));
    }
  }

  @Test
  void anXhtmlPageHasTwoAndRendersOneOfThemAnew() {
    try (BrowserContext context = chromium.browser.newContext()) {
      Page page = context.newPage();
      page.navigate(host.sameSite() + "/view");
      page.waitForFunction("seen.filter(({ type }) => type === 'suda-ready').length === 2");
      page.evaluate("document.getElementById('a').send('1500 words')");
      page.waitForCondition(() -> asked(page).size() == 1);
      assertThat(asked(page).get(0).locator("[data-status=streaming]")).isVisible(within());
      // As f:ajax does: the server sends the same content again.
      page.evaluate(
          """
          () => {
            const form = document.getElementById('form');
            const next = document.importNode(form, false);
            next.append(document.createElement('suda-chat'));
            next.firstChild.id = 'a';
            form.replaceWith(next);
          }
          """);
      await(page, "suda-done");
      assertEquals(1, count(page, "suda-done"));
      assertEquals(1, asked(page).size());
      Frame chat = asked(page).get(0);
      assertEquals(words(1500), shown(chat.locator("[data-role=assistant]").last()));
      assertThat(chat.locator("#send")).hasAttribute("title", "보내기");
      page.screenshot(
          new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", "xhtml.png")));
    }
  }

  @Test
  void anElementThatIsMovedInTheMiddleOfAnAnswerGoesOnExactly() {
    try (BrowserContext context = chromium.browser.newContext()) {
      Page page = context.newPage();
      page.navigate(host.sameSite() + "/plain");
      await(page, "suda-ready");
      FrameLocator chat = chat(page);
      page.evaluate("document.querySelector('suda-chat').send('3000 words')");
      for (int at : List.of(50, 400, 900)) {
        assertThat(chat.locator("[data-role=assistant] .message-text").last())
            .containsText(
                "word" + at + " ",
                new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE));
        page.evaluate(
            """
            () => {
              const chat = document.querySelector('suda-chat');
              chat.remove();
              document.body.append(document.createElement('p'), chat);
            }
            """);
      }
      await(page, "suda-done");
      assertEquals(words(3000), shown(chat));
      assertEquals(1, count(page, "suda-done"));
      assertEquals(2, count(page, "suda-message"));
      assertEquals(0, count(page, "suda-error"));
    }
  }

  @Test
  void anOriginThatIsNotNamedCanNeitherFrameNorCall() throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(open.base()).build(), HttpResponse.BodyHandlers.ofString());
    String policy = answer.headers().firstValue("Content-Security-Policy").orElse("");
    assertTrue(
        policy.endsWith("frame-ancestors " + host.otherSite() + " " + host.sameSite()), policy);
    assertTrue(answer.headers().firstValue("X-Frame-Options").isEmpty());
    assertEquals(host.otherSite(), allowed(http, host.otherSite()));
    assertEquals("", allowed(http, stranger.otherSite()));
    try (BrowserContext context = chromium.browser.newContext()) {
      Page page = context.newPage();
      page.navigate(stranger.sameSite() + "/plain");
      await(page, "suda-error");
      assertEquals("unreachable", last(page, "suda-error").get("code"));
      assertThat(page.locator("suda-chat [role=status]")).isVisible();
      assertEquals(0, count(page, "suda-ready"));
    }
  }

  private static String allowed(HttpClient http, String origin) throws Exception {
    return http.send(
            HttpRequest.newBuilder(open.base().resolve("api/v1/me"))
                .header("Origin", origin)
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .headers()
        .firstValue("Access-Control-Allow-Origin")
        .orElse("");
  }

  @Test
  void messagesOfOtherWindowsAreNotHeard() {
    try (BrowserContext context = chromium.browser.newContext()) {
      Page page = context.newPage();
      page.navigate(host.sameSite() + "/plain");
      await(page, "suda-ready");
      page.evaluate(
          """
          async () => {
            const other = document.createElement('iframe');
            other.src = '/other';
            const loaded = new Promise((resolve) => other.addEventListener('load', resolve));
            document.body.append(other);
            await loaded;
            const script = other.contentDocument.createElement('script');
            script.textContent = `
              const chat = parent.document.querySelector('suda-chat').shadowRoot.querySelector('iframe');
              chat.contentWindow.postMessage({ 'suda-chat': 1, type: 'send', text: 'forged', key: 'k' }, '*');
              parent.postMessage({ 'suda-chat': 1, type: 'event', name: 'suda-done', detail: {}, running: [] }, '*');
            `;
            other.contentDocument.body.append(script);
          }
          """);
      page.evaluate("document.querySelector('suda-chat').send('3 words')");
      await(page, "suda-done");
      assertEquals(1, count(page, "suda-done"));
      assertThat(chat(page).locator("[data-role=user]")).hasCount(1);
      assertThat(chat(page).locator("[data-role=user] .message-text")).hasText("3 words");
    }
  }

  @Test
  void anotherSiteWithoutTokensIsToldThatALoginIsNeeded() {
    for (String path : List.of("/plain", "/tokens")) {
      try (BrowserContext context = chromium.browser.newContext()) {
        Page page = context.newPage();
        page.navigate(host.otherSite() + path);
        await(page, "suda-login-required");
        assertThat(chat(page).locator("#sign-in")).isVisible();
        assertEquals(0, count(page, "suda-ready"));
      }
    }
  }

  @Test
  void tokensDoWhereTheBrowserKeepsNothingAndAreRenewedInTheMiddleOfAnAnswer(@TempDir Path profile)
      throws Exception {
    TOKEN_SECONDS.set(12);
    try (BrowserContext context = chromium.withoutCookies(profile)) {
      Page page = context.newPage();
      page.navigate(host.otherSite() + "/tokens");
      page.evaluate("void (document.getElementById('chat').tokenProvider = provider)");
      await(page, "suda-ready");
      assertThat(chat(page).locator("#connection")).hasAttribute("data-state", "live");
      page.evaluate("document.getElementById('chat').send('4000 words')");
      await(page, "suda-done");
      assertEquals(words(4000), shown(chat(page)));
      assertEquals(0, count(page, "suda-error"));
      assertTrue((int) page.evaluate("asked") > 1);
      assertTrue(context.cookies().isEmpty());
      page.screenshot(
          new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", "tokens.png")));
    } finally {
      TOKEN_SECONDS.set(600);
    }
  }

  @Test
  void filesGoAndPicturesShowWhereTheBrowserKeepsNothing(@TempDir Path profile) throws Exception {
    try (BrowserContext context = chromium.withoutCookies(profile)) {
      Page page = context.newPage();
      page.navigate(host.otherSite() + "/tokens");
      page.evaluate("void (document.getElementById('chat').tokenProvider = provider)");
      await(page, "suda-ready");
      FrameLocator chat = chat(page);
      chat.locator("#attach-input")
          .setInputFiles(
              new FilePayload[] {
                new FilePayload("a picture.png", "image/png", BringAlongIT.picture()),
                new FilePayload("notes.txt", "text/plain", "a note".getBytes())
              });
      assertThat(chat.locator("[data-testid=chip][data-state=done]")).hasCount(2);
      assertShows(chat.locator(".chip-image"));
      chat.locator("#composer-input").fill("2 words");
      chat.locator("#send").click();
      await(page, "suda-done");
      assertShows(chat.locator(".message .picture"));
      page.screenshot(
          new Page.ScreenshotOptions()
              .setPath(Path.of("target", "screenshots", "tokens-files.png")));
      chat.locator(".picture-open").click();
      assertShows(chat.locator("dialog.enlarged img"));
      chat.locator("dialog.enlarged button").click();
      Download saved = page.waitForDownload(() -> chat.locator(".message a.chip").click());
      assertEquals("notes.txt", saved.suggestedFilename());
      assertEquals("a note", new String(saved.createReadStream().readAllBytes()));
      assertTrue(context.cookies().isEmpty());
    }
  }

  private static void assertShows(Locator picture) {
    picture.evaluate(
        "node => node.complete && node.naturalWidth > 0 ? null"
            + " : new Promise((resolve, reject) => { node.onload = resolve; node.onerror = reject; })");
    assertTrue((Boolean) picture.evaluate("node => node.naturalWidth > 0"));
  }

  @Test
  void aProviderThatFailsOrIsSetLateStartsTheChatWhenItGivesAToken() {
    try (BrowserContext context = chromium.browser.newContext()) {
      Page page = context.newPage();
      page.navigate(host.otherSite() + "/tokens");
      await(page, "suda-login-required");
      page.evaluate("document.getElementById('chat').send('2 words')");
      page.evaluate(
          "void (document.getElementById('chat').tokenProvider = () => { throw new Error('not yet') })");
      await(page, "suda-error");
      assertEquals("token_failed", last(page, "suda-error").get("code"));
      page.evaluate(
          "void (document.getElementById('chat').tokenProvider = () => new Promise(() => {}))");
      page.waitForFunction(
          "seen.at(-1).code === 'token_timeout' || seen.at(-2).code === 'token_timeout'");
      page.evaluate(
          "void (document.getElementById('chat').tokenProvider = async () => 'no.good.token')");
      page.waitForFunction("seen.at(-1).type === 'suda-login-required' && seen.length > 4");
      page.evaluate("void (document.getElementById('chat').tokenProvider = provider)");
      await(page, "suda-done");
      assertEquals(words(2), shown(chat(page)));
      assertEquals(1, count(page, "suda-ready"));
    }
  }

  @Test
  void aServerThatIsAwayIsFoundWhenItIsBack() {
    try (BrowserContext context = chromium.browser.newContext()) {
      Page page = context.newPage();
      String frames = open.base() + "?embed=1**";
      page.route(frames, Route::abort);
      page.navigate(host.sameSite() + "/plain");
      await(page, "suda-error");
      assertEquals("unreachable", last(page, "suda-error").get("code"));
      assertThat(page.locator("suda-chat button")).hasText("Try again");
      page.unroute(frames);
      await(page, "suda-ready");
      assertThat(chat(page).locator("#composer-input")).isVisible();
      assertThat(page.locator("suda-chat [role=status]")).isHidden();
    }
  }

  @Test
  void anAnonymousServerWithoutCookiesIsNotTriedForEver() {
    host.html("/no-use", module(open), WITH_TOKENS);
    try (BrowserContext context = chromium.browser.newContext()) {
      Page page = context.newPage();
      page.navigate(host.otherSite() + "/no-use");
      page.evaluate("void (document.getElementById('chat').tokenProvider = provider)");
      page.waitForFunction("asked === 1 && seen.at(-1)?.type === 'suda-login-required'");
      assertEquals("cookies_blocked", last(page, "suda-login-required").get("code"));
    }
  }

  /** The frames in which something was asked. By frame, since Playwright knows no iframe in XML. */
  private static List<Frame> asked(Page page) {
    return page.frames().stream()
        .filter(frame -> frame.locator("[data-role=user]").count() == 1)
        .toList();
  }

  private static FrameLocator chat(Page page) {
    return page.frameLocator("suda-chat iframe");
  }

  private static LocatorAssertions.IsVisibleOptions within() {
    return new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE);
  }

  /** Waits for an event of that name. */
  private static void await(Page page, String type) {
    try {
      page.waitForFunction(
          "type => seen.some((event) => event.type === type)",
          type,
          new Page.WaitForFunctionOptions().setTimeout(60_000));
    } catch (RuntimeException e) {
      throw new AssertionError("no " + type + " in " + page.evaluate("JSON.stringify(seen)"), e);
    }
  }

  private static int count(Page page, String type) {
    return (int) page.evaluate("type => seen.filter((event) => event.type === type).length", type);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> last(Page page, String type) {
    return (Map<String, Object>)
        page.evaluate("type => seen.findLast((event) => event.type === type)", type);
  }

  /** What is shown of the last answer; white space as HTML has it. */
  private static String shown(FrameLocator chat) {
    return shown(chat.locator("[data-role=assistant]").last());
  }

  private static String shown(Locator answer) {
    assertThat(answer)
        .hasAttribute(
            "data-status",
            "complete",
            new LocatorAssertions.HasAttributeOptions().setTimeout(PATIENCE));
    return answer.locator(".message-text").textContent().strip().replaceAll("\\s+", " ");
  }

  private static String words(int count) {
    return IntStream.range(0, count).mapToObj(at -> "word" + at).collect(Collectors.joining(" "));
  }
}
