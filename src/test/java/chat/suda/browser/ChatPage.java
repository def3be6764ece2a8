package chat.suda.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.RequestOptions;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * The page as a test sees it. What may be relied on, and is kept stable:
 *
 * <ul>
 *   <li>{@code #composer-input}, {@code #send}, {@code #stop}, {@code #search}, {@code #new-chat},
 *       {@code #language}, {@code #sidebar-open}, {@code #title}
 *   <li>{@code #connection[data-state]}: connecting, live, polling, reconnecting, busy, offline,
 *       ended
 *   <li>{@code [data-role]} of a message: user, assistant; its {@code [data-status]}: thinking,
 *       streaming, complete, stopped, failed, interrupted; its {@code [data-id]}
 *   <li>{@code [data-testid]}: retry, regenerate, copy, edit, editor, editor-send, editor-cancel,
 *       variant, variant-before, variant-after, progress, note, tokens; conversation,
 *       conversation-menu, rename, exportMarkdown, exportJson, delete, undo; settings,
 *       settings-save, settings-cancel; to-end; preset, preset-new, preset-save, preset-cancel,
 *       preset-edit, preset-delete; confirm-yes, confirm-no; slash-option
 * </ul>
 */
public final class ChatPage {

  /** A server may close an idle connection just when it is used again. */
  static final RequestOptions RETRIED = RequestOptions.create().setMaxRetries(3);

  static final double PATIENCE = 30_000;

  public final Page page;
  private final URI base;
  private final List<String> problems = new ArrayList<>();

  private ChatPage(Page page, URI base) {
    this.page = page;
    this.base = base;
    page.onPageError(problems::add);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            problems.add(message.text());
          }
        });
  }

  /** Opens it and waits until events reach it. */
  public static ChatPage open(Page page, URI base) {
    return at(page, base, "");
  }

  public static ChatPage at(Page page, URI base, String hash) {
    ChatPage chat = unopened(page, base);
    page.navigate(base + hash);
    chat.awaitConnection("live");
    return chat;
  }

  /** For tests that navigate themselves. */
  static ChatPage unopened(Page page, URI base) {
    return new ChatPage(page, base);
  }

  public void awaitConnection(String state) {
    assertThat(page.locator("#connection"))
        .hasAttribute(
            "data-state", state, new LocatorAssertions.HasAttributeOptions().setTimeout(PATIENCE));
  }

  public void ask(String question) {
    page.locator("#composer-input").fill(question);
    page.locator("#composer-input").press("Enter");
    assertThat(questions().last()).hasText(question);
  }

  Locator questions() {
    return page.locator("[data-role=user] .message-text");
  }

  public Locator answer() {
    return page.locator("[data-role=assistant]").last();
  }

  /** Waits until the last answer has this state. */
  public void await(String status) {
    assertThat(answer())
        .hasAttribute(
            "data-status",
            status,
            new LocatorAssertions.HasAttributeOptions().setTimeout(PATIENCE));
  }

  /**
   * Waits for the title that the model gives after the first answer: the last event of a question.
   * An open stream delivers events despite the emulated loss of a connection.
   */
  void awaitTitle() {
    await("complete");
    assertThat(page.locator("#title")).hasText("A title");
  }

  /** The displayed text of the last answer; white space as in HTML. */
  public String shown() {
    return answer().locator(".message-text").textContent().strip().replaceAll("\\s+", " ");
  }

  /** The server's text of the last answer; for plain words it equals the displayed text. */
  String stored() {
    List<JsonObject> messages = snapshot().getJsonArray("messages").getValuesAs(JsonObject.class);
    String id = answer().getAttribute("data-id");
    return messages.stream()
        .filter(message -> message.getString("id").equals(id))
        .findFirst()
        .orElseThrow()
        .getString("content")
        .strip()
        .replaceAll("\\s+", " ");
  }

  JsonObject snapshot() {
    String path = "api/v1/conversations/" + conversationId();
    return json(page.request().get(base.resolve(path).toString(), RETRIED).text());
  }

  static JsonObject json(String text) {
    return Json.createReader(new StringReader(text)).readObject();
  }

  /** From the address. */
  String conversationId() {
    return page.url().substring(page.url().indexOf("#/c/") + 4);
  }

  Locator conversations() {
    return page.locator("[data-testid=conversation]");
  }

  /** An entry of a conversation's menu. */
  void choose(Locator conversation, String entry) {
    conversation.hover();
    conversation.getByTestId("conversation-menu").click();
    page.locator(".menu").getByTestId(entry).click();
  }

  boolean fitsTheWidth() {
    return (Boolean)
        page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth");
  }

  /** The serious or critical findings of axe on the current page. */
  List<String> findings() {
    return new AxeBuilder(page)
        .analyze().getViolations().stream()
            .map(rule -> rule.getId() + " " + rule.getNodes().get(0).getHtml())
            .toList();
  }

  /** Errors and warnings of the page so far. */
  List<String> problems() {
    return problems;
  }
}
