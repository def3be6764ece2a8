package chat.suda.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.upstream.FakeUpstream;
import chat.suda.upstream.UpstreamScript;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Thousands of invalid requests: none may break the server or make it reveal internals. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class FuzzIT {

  private static final int REQUESTS = 4000;
  private static final long SEED = 20261123;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([0-9]{3})");

  /** Signs of a stack trace, a class, a query or a server. */
  private static final Pattern LEAK =
      Pattern.compile(
          "\\tat |Exception|chat\\.suda\\.|jakarta\\.|java\\.lang|org\\.(jboss|glassfish|hibernate)|"
              + "(?i:select .* from|insert into|jdbc:|sk-test|wildfly|payara|undertow|grizzly)");

  private static final List<String> METHODS =
      List.of("GET", "GET", "POST", "POST", "POST", "PUT", "PATCH", "DELETE", "HEAD", "BREW");

  private static final List<String> PATHS =
      List.of(
          "api/v1/me",
          "api/v1/models",
          "api/v1/conversations",
          "api/v1/conversations/ID",
          "api/v1/conversations/ID/messages",
          "api/v1/conversations/ID/export",
          "api/v1/messages/ID",
          "api/v1/messages/ID/regenerate",
          "api/v1/messages/ID/stop",
          "api/v1/events/poll",
          "api/v1/openai/chat/stream",
          "api/v1/openai/chat/stream/poll",
          "api/v1/nothing",
          "api/v1",
          "api/v2/me",
          "nothing/at/all",
          "WEB-INF/web.xml",
          "metrics");

  private static final List<String> ODD =
      List.of(
          "",
          " ",
          "null",
          "-1",
          "0",
          "1e400",
          "99999999999999999999",
          "true",
          "../../etc/passwd",
          "..%2f..%2fWEB-INF%2fweb.xml",
          "%00",
          "%ff%fe",
          "%zz",
          "%",
          "'; drop table message; --",
          "<script>alert(1)</script>",
          "${jndi:ldap://x}",
          "😀",
          "\u0000",
          "a".repeat(300),
          "%F0%9F%98%80",
          "%ED%A0%80",
          "[]",
          "{}");

  private static final List<String> JSON =
      List.of(
          "",
          "{",
          "}",
          "[]",
          "null",
          "7",
          "\"text\"",
          "{\"content\":",
          "{\"content\":null}",
          "{\"content\":7}",
          "{\"content\":\"\\ud800\"}",
          "{\"content\":\"\\u0000\"}",
          "{\"content\":{\"content\":[]}}",
          "{\"title\":[1]}",
          "{\"parameters\":7}",
          "{\"parameters\":{\"temperature\":1e999}}",
          "{\"parameters\":{\"maxTokens\":1.5}}",
          "{\"parameters\":{\"maxTokens\":99999999999999999999}}",
          "{\"activeMessageId\":null}",
          "{\"activeMessageId\":\"\\u0000\"}",
          "{\"sessionId\":\"a\",\"messages\":[null]}",
          "{\"sessionId\":\"a\",\"messages\":[{\"role\":\"x\",\"content\":\"y\"}]}",
          "{\"sessionId\":{},\"messages\":{}}",
          "{\"a\":1,\"a\":2}",
          "{\"content\":\"x\",\"parentId\":\"nope\"}",
          "{\"content\":\"x\",\"parentId\":7}",
          "[".repeat(5000),
          "{\"a\":".repeat(3000),
          "{\"content\":\"" + "x".repeat(300_000) + "\"}",
          "\u0001\u0002",
          "\uFEFF{}");

  @ArquillianResource URL base;
  private final Random random = new Random(SEED);

  @Deployment(testable = false)
  static WebArchive war() {
    return Deployments.builtWar();
  }

  @Test
  void nothingThatIsSentBreaksTheServerOrMakesItTalk() throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start(Integer.getInteger("test.upstream.port"))) {
      upstream.onRequest(request -> UpstreamScript.answer("ok"));
      RestClient user = new RestClient(base.toURI());
      String conversation = user.create("{}");
      String message =
          user.say(conversation, "hello").getJsonObject("assistantMessage").getString("id");
      List<String> broken = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        String id =
            random.nextInt(3) == 0 ? pick(ODD) : random.nextBoolean() ? message : conversation;
        String head = head(id, user.cookie());
        // Payara itself refuses requests with an unexpected body.
        byte[] body = head.startsWith("P") || head.startsWith("B") ? body() : new byte[0];
        String answer = send(head, body);
        try {
          check(head, new String(body, StandardCharsets.UTF_8), answer);
        } catch (AssertionError e) {
          broken.add(e.getMessage());
        }
      }
      assertEquals(
          List.of(), broken.subList(0, Math.min(broken.size(), 8)), broken.size() + " of them");
      RestClient other = new RestClient(base.toURI());
      JsonObject begun = other.say(other.create("{}"), "still there?");
      assertEquals("user", begun.getJsonObject("userMessage").getString("role"));
    }
  }

  private String head(String id, String cookie) {
    String path = pick(PATHS).replace("ID", id.isEmpty() ? "%20" : id);
    StringBuilder head = new StringBuilder(pick(METHODS));
    head.append(' ').append(base.getPath()).append(target(path));
    for (int i = random.nextInt(3); i > 0; i--) {
      String name =
          pick(List.of("q", "after", "limit", "wait", "format", "sessionId", "lastEventId"));
      head.append(head.indexOf("?") < 0 ? '?' : '&').append(name);
      head.append('=').append(target(name.equals("wait") ? "0" : pick(ODD)));
    }
    head.append(" HTTP/1.1\r\nHost: ").append(base.getAuthority()).append("\r\n");
    if (random.nextInt(4) > 0) {
      head.append("Cookie: ").append(cookie).append("\r\n");
    }
    if (random.nextInt(3) == 0) {
      String name =
          pick(
              List.of(
                  "Idempotency-Key",
                  "Accept",
                  "Accept-Language",
                  "Last-Event-ID",
                  "Origin",
                  "Cookie",
                  "X-Forwarded-Proto"));
      head.append(name).append(": ").append(pick(ODD).replace("\u0000", "")).append("\r\n");
    }
    head.append("Content-Type: ")
        .append(
            pick(
                List.of(
                    "application/json", "text/plain", "nonsense", "*/*", "multipart/form-data")))
        .append("\r\nConnection: close\r\n");
    return head.toString();
  }

  /** What may stand in a request line: the rest would not be HTTP. */
  private static String target(String text) {
    return text.replaceAll("[\\s\u0000]", "%20").replaceAll("[<>{}\\[\\]\"^`|\\\\]", "%5B");
  }

  private byte[] body() {
    byte[] body = pick(JSON).getBytes(StandardCharsets.UTF_8);
    if (body.length > 0 && random.nextInt(4) == 0) {
      body[random.nextInt(body.length)] = (byte) random.nextInt(256);
    }
    return body;
  }

  private String send(String head, byte[] body) throws IOException {
    try (Socket socket = new Socket(base.getHost(), base.getPort())) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          (head + "Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      try {
        out.write(body);
      } catch (IOException e) {
        // Refused before it was read: there may be a response nevertheless.
      }
      return answer(socket.getInputStream());
    } catch (SocketTimeoutException e) {
      return "no answer in time";
    } catch (IOException e) {
      return "";
    }
  }

  /** The whole body, or the beginning of an event stream. */
  private static String answer(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
      all.write(buffer, 0, read);
      String text = all.toString(StandardCharsets.UTF_8);
      if (text.contains("text/event-stream") && text.contains("data: ")) {
        return text;
      }
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  private static void check(String head, String body, String answer) {
    String shown = head + body.substring(0, Math.min(200, body.length())) + "\n-> " + answer;
    if (answer.isEmpty()) {
      return; // the connection was closed on a body that was not wanted
    }
    var status = STATUS.matcher(answer);
    assertTrue(status.lookingAt(), shown);
    int code = Integer.parseInt(status.group(1));
    assertTrue(code < 500 || code == 501 || code == 502, shown);
    String content = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    if (code >= 400) {
      assertFalse(LEAK.matcher(content).find(), shown);
    }
    // Payara answers an Accept that cannot be read before Suda is asked.
    boolean ours =
        !head.contains("\r\nAccept: ")
            && (head.contains("/api/v1/me ") || head.contains("/api/v1/conversations "));
    if (ours && code >= 400 && !head.startsWith("HEAD")) {
      assertTrue(answer.contains("application/problem+json"), shown);
    }
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
