package chat.suda.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rendering of a model's Markdown, while it arrives and when it is loaded again. */
class MarkdownIT {

  private static final String FORMULAS =
      "Roots of $ax^2+bx+c$ are\n\n$$\nx = \\frac{-b \\pm \\sqrt{b^2-4ac}}{2a}\n$$\n\n"
          + "or \\(x_1\\) and \\[x_2\\] at last.\n\n- one $y_1$\n- two $\\sqrt{2}$\n\n| a |\n|---|\n| $z^2$ |\n";
  private static final String LAST =
      "[...document.querySelectorAll('[data-role=assistant] .message-text')].at(-1)";

  private static SudaProcess server;
  private static Chromium chromium;
  private static Page blank;

  @BeforeAll
  static void start() throws Exception {
    server = SharedServer.get();
    chromium = new Chromium();
    blank = ChatPage.open(chromium.browser.newPage(), server.base()).page;
  }

  @AfterAll
  static void stop() {
    chromium.close();
  }

  @ParameterizedTest(name = "{index}")
  @CsvSource(
      delimiter = '→',
      textBlock =
          """
          이것은**「중요」**。        → <p>이것은<strong>「중요」</strong>。</p>
          결론은**(중요)**.          → <p>결론은<strong>(중요)</strong>.</p>
          **가격(원):**1000         → <p><strong>가격(원):</strong>1000</p>
          **버전(최신)**2.0          → <p><strong>버전(최신)</strong>2.0</p>
          *“강조”*은                → <p><em>“강조”</em>은</p>
          ***"강조"***은            → <p><em><strong>"강조"</strong></em>은</p>
          ~~(취소)~~은              → <p><del>(취소)</del>은</p>
          그는 **'강조'**라고 했다     → <p>그는 <strong>'강조'</strong>라고 했다</p>
          1000**(원)**입니다         → <p>1000<strong>(원)</strong>입니다</p>
          **중요😀**100             → <p><strong>중요😀</strong>100</p>
          **`code`**는             → <p><strong><code>code</code></strong>는</p>
          **[말](https://a.b)**은   → <p><strong><a href="https://a.b">말</a></strong>은</p>
          **注意（重要）：**请          → <p><strong>注意（重要）：</strong>请</p>
          **中文**，**“引用”**。       → <p><strong>中文</strong>，<strong>“引用”</strong>。</p>
          **テスト。**テスト           → <p><strong>テスト。</strong>テスト</p>
          **A**와 *B*는            → <p><strong>A</strong>와 <em>B</em>는</p>
          a**"b"**c               → <p>a**"b"**c</p>
          __init__은 snake_case_명 → <p>__init__은 snake_case_명</p>
          1~2시, 3~4시             → <p>1~2시, 3~4시</p>
          a * b * c               → <p>a * b * c</p>
          """)
  void marksBesideKoreanJapaneseAndChineseWork(String markdown, String html) {
    assertRendered(markdown, html);
  }

  @ParameterizedTest(name = "{index}")
  @CsvSource(
      delimiter = '→',
      textBlock =
          """
          https://example.com/docs에서    → <p><a href="https://example.com/docs">https://example.com/docs</a>에서</p>
          (https://example.com)를        → <p>(<a href="https://example.com">https://example.com</a>)를</p>
          https://example.com/guide，详见 → <p><a href="https://example.com/guide">https://example.com/guide</a>，详见</p>
          “https://a.b/c”라고            → <p>“<a href="https://a.b/c">https://a.b/c</a>”라고</p>
          https://a.b/c_(d)?e=1.        → <p><a href="https://a.b/c_(d)?e=1">https://a.b/c_(d)?e=1</a>.</p>
          **https://a.b/c**는           → <p><strong><a href="https://a.b/c">https://a.b/c</a></strong>는</p>
          문서는https://a.b/c입니다        → <p>문서는<a href="https://a.b/c">https://a.b/c</a>입니다</p>
          www.example.com에서           → <p><a href="http://www.example.com">www.example.com</a>에서</p>
          me@example.com으로            → <p><a href="mailto:me@example.com">me@example.com</a>으로</p>
          https://ko.wikipedia.org/wiki/한국_(나라)?쪽=둘 는 → <p><a href="https://ko.wikipedia.org/wiki/%ED%95%9C%EA%B5%AD_(%EB%82%98%EB%9D%BC)?%EC%AA%BD=%EB%91%98">https://ko.wikipedia.org/wiki/한국_(나라)?쪽=둘</a> 는</p>
          https://de.wikipedia.org/wiki/K%C3%B6ln → <p><a href="https://de.wikipedia.org/wiki/K%C3%B6ln">https://de.wikipedia.org/wiki/K%C3%B6ln</a></p>
          """)
  void aBareUrlEndsWhereTheUrlEnds(String markdown, String html) {
    assertRendered(markdown, html);
  }

  @ParameterizedTest(name = "{index}")
  @CsvSource(
      delimiter = '→',
      textBlock =
          """
          $x^2$과 \\(y\\)               → <p><span>$x^2$</span>과 <span>\\(y\\)</span></p>
          \\[a\\] 그리고 $$b$$           → <p><span>\\[a\\]</span> 그리고 <span>$$b$$</span></p>
          **$x$**는                    → <p><strong><span>$x$</span></strong>는</p>
          $n$th                        → <p><span>$n$</span>th</p>
          $5 and $6                    → <p>$5 and $6</p>
          $5 and 6$ are money          → <p>$5 and 6$ are money</p>
          가격은 $5이고 $6이다             → <p>가격은 $5이고 $6이다</p>
          US$5/US$6, $100-$200         → <p>US$5/US$6, $100-$200</p>
          $HOME/bin:$PATH              → <p>$HOME/bin:$PATH</p>
          `$x$` and ``\\(y\\)``         → <p><code>$x$</code> and <code>\\(y\\)</code></p>
          \\[1\\] says                   → <p>[1] says</p>
          $\\frac{1}{2                  → <p>$\\frac{1}{2</p>
          """)
  void formulasAreToldFromMoney(String markdown, String html) {
    assertRendered(markdown.replace("\\\\", "\\"), html.replace("\\\\", "\\"));
  }

  @Test
  void anIndentedFenceDoesNotEndABlockOfCode() {
    assertRendered("```\na\n    ```\nb\n```\nc", "<pre><code>a     ``` b</code></pre><p>c</p>");
    assertRendered(
        "- x\n  ```\n  a\n      ```\n  b\n  ```\n- y",
        "<ul> <li>x<pre><code>a     ``` b</code></pre> </li> <li>y</li> </ul>");
    assertRendered(
        "$$\na\n- b\n> c\n$$", "<p><span>$$ a - b > c $$</span></p>".replace("> c", "&gt; c"));
    assertRendered("```\n$x$\n```", "<pre><code>$x$</code></pre>");
  }

  /** Nested lists, quotes, tables, code, formulas and definitions, made from seeds. */
  @ParameterizedTest(name = "{index}")
  @ValueSource(ints = {1, 101, 201})
  void whatGrewEqualsWhatIsReadWhole(int first) {
    Object differences =
        evaluate(blank, "documents.js", Map.of("first", first, "last", first + 99));
    assertEquals(List.of(), differences);
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(strings = {"word", "rows", "items", "paragraphs", "code"})
  void aTokenIsNoMoreWorkAtTheEndOfALongAnswer(String kind) {
    String text =
        IntStream.range(0, 500)
            .mapToObj(
                at ->
                    switch (kind) {
                      case "word" -> "the word " + at + " ";
                      case "rows" ->
                          (at == 0 ? "| a | b |\n|---|---|\n" : "") + "| row | " + at + " |\n";
                      case "items" -> "- an **item** " + at + "\n";
                      case "paragraphs" -> "Paragraph *number* " + at + ".\n\n";
                      default -> (at == 0 ? "```java\n" : "") + "int x = " + at + ";\n";
                    })
            .collect(Collectors.joining());
    List<?> costs = (List<?>) evaluate(blank, "work.js", text);
    for (String unit : List.of("characters", "nodes")) {
      double early = cost(costs.get(0), unit);
      double late = cost(costs.get(1), unit);
      assertTrue(late < 1.3 * early + 5, unit + " a token: " + early + ", then " + late);
    }
  }

  @Test
  void formulasComeWithTheFirstOneAndStayAfterAReload() {
    try (BrowserContext context = chromium.browser.newContext()) {
      Page page = context.newPage();
      List<String> requests = new ArrayList<>();
      page.onRequest(request -> requests.add(request.url()));
      ChatPage chat = ChatPage.open(page, server.base());
      assertFalse(requests.stream().anyMatch(url -> url.contains("katex")), "not yet");
      chat.ask("say: " + FORMULAS);
      chat.await("complete");
      assertThat(page.locator(".math .katex-html")).hasCount(7);
      assertEquals(
          true,
          page.evaluate(
              "() => document.fonts.ready.then(() => document.fonts.check('16px KaTeX_Main'))"));
      Object grown = page.evaluate(LAST + ".textContent");
      assertEquals(
          "ax^2+bx+c", page.evaluate(LAST + ".querySelector('math annotation').textContent"));
      page.reload();
      chat.awaitConnection("live");
      assertThat(page.locator(".math .katex-html")).hasCount(7);
      assertEquals(grown, page.evaluate(LAST + ".textContent"));
      assertTrue(
          requests.stream().allMatch(url -> url.startsWith(server.base().toString())),
          "fonts are ours");
      assertEquals(List.of(), chat.findings());
      assertEquals(List.of(), chat.problems(), "the content security policy holds");
      assertEquals(List.of(), evaluate(page, "held.js", FORMULAS), "half a formula");
    }
  }

  @Test
  void aCopyGivesTheSource() {
    try (BrowserContext context = chromium.browser.newContext()) {
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      chat.ask("say: Let $x^2$ be\n\n$$\n\\frac{a}{b}\n$$\n\nthen.");
      chat.await("complete");
      assertThat(chat.page.locator(".katex-html")).hasCount(2);
      Object copied =
          chat.page.evaluate(
              "() => { let text; addEventListener('copy', event => { text ="
                  + " event.clipboardData.getData('text/plain') });"
                  + " getSelection().selectAllChildren("
                  + LAST
                  + "); document.execCommand('copy'); return text }");
      assertEquals("Let $x^2$ be\n\n$$\n\\frac{a}{b}\n$$\n\nthen.", ((String) copied).strip());
    }
  }

  @Test
  void eachBlockHasItsOwnDirection() {
    try (BrowserContext context = chromium.browser.newContext()) {
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      chat.ask(
          "say: مرحبا بالعالم\n\nHello\n\n- שלום\n- עולם\n\n> سلام دنیا\n\n`npm` مرحبا $x$\n\n```\nمرحبا\n```");
      chat.await("complete");
      Object directions =
          chat.page.evaluate(
              "["
                  + LAST
                  + "].flatMap(root => [...root.querySelectorAll('p, ul, li, blockquote, code,"
                  + " .math')]).map(node => node.tagName + ' ' + getComputedStyle(node).direction)");
      assertEquals(
          List.of(
              "P rtl",
              "P ltr",
              "UL rtl",
              "LI rtl",
              "LI rtl",
              "BLOCKQUOTE rtl",
              "P rtl",
              "P rtl",
              "CODE ltr",
              "SPAN ltr",
              "CODE ltr"),
          directions);
      chat.page.locator("#composer-input").fill("مرحبا");
      assertEquals(
          "rtl",
          chat.page.evaluate(
              "getComputedStyle(document.getElementById('composer-input')).direction"));
    }
  }

  @Test
  void onATouchScreenEnterStartsALineAndTheButtonSends() {
    try (BrowserContext context =
        chromium.browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(375, 812)
                .setHasTouch(true)
                .setIsMobile(true))) {
      ChatPage chat = ChatPage.open(context.newPage(), server.base());
      chat.page.locator("#composer-input").fill("one");
      chat.page.locator("#composer-input").press("Enter");
      chat.page.keyboard().type("two");
      assertEquals("one\ntwo", chat.page.locator("#composer-input").inputValue());
      chat.page.locator("#send").tap();
      chat.await("complete");
      assertEquals("one\ntwo", chat.page.locator("[data-role=user] .message-text").innerText());
    }
  }

  private static void assertRendered(String markdown, String html) {
    assertEquals(List.of(html, html), evaluate(blank, "rendered.js", markdown));
  }

  private static double cost(Object costs, String unit) {
    return ((Number) ((Map<?, ?>) costs).get(unit)).doubleValue();
  }

  private static Object evaluate(Page page, String script, Object argument) {
    try (InputStream source = MarkdownIT.class.getResourceAsStream(script)) {
      return page.evaluate(
          new String(source.readAllBytes(), StandardCharsets.UTF_8)
              .replaceFirst("(?s)^/\\*.*?\\*/\\s*", "")
              .strip(),
          argument);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
