package chat.suda.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A user of the REST API: a browser's cookies, and calls that give JSON. */
final class RestClient {

  private final URI api;
  private final CookieManager cookies = new CookieManager();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).cookieHandler(cookies).build();

  /** A new user, who gets a cookie by the first call. */
  RestClient(URI base) {
    this.api = base.resolve("api/v1/");
    call("GET", "me", null);
  }

  /**
   * Calls.
   *
   * @param headers names and values by turns
   */
  HttpResponse<String> call(String method, String path, String body, String... headers) {
    return callAsync(method, path, body, headers).join();
  }

  CompletableFuture<HttpResponse<String>> callAsync(
      String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(api.resolve(path))
            .timeout(Duration.ofSeconds(20))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Calls, and wants that status and a JSON object. */
  JsonObject json(int status, String method, String path, String body, String... headers) {
    HttpResponse<String> response = call(method, path, body, headers);
    assertEquals(status, response.statusCode(), method + " " + path + ": " + response.body());
    return object(response.body());
  }

  String create(String body) {
    return json(201, "POST", "conversations", body).getString("id");
  }

  /** Says something; gives both messages. */
  JsonObject say(String conversation, String content, String... headers) {
    return json(202, "POST", "conversations/" + conversation + "/messages", said(content), headers);
  }

  static String said(String content) {
    return Json.createObjectBuilder().add("content", content).build().toString();
  }

  JsonObject open(String conversation) {
    return json(200, "GET", "conversations/" + conversation, null);
  }

  /** The message of that id, as the conversation has it. */
  JsonObject message(String conversation, String id) {
    return open(conversation).getJsonArray("messages").getValuesAs(JsonObject.class).stream()
        .filter(message -> message.getString("id").equals(id))
        .findFirst()
        .orElseThrow();
  }

  EventStreamClient events(String... headers) throws Exception {
    String[] all = new String[headers.length + 2];
    all[0] = "Cookie";
    all[1] = cookie();
    System.arraycopy(headers, 0, all, 2, headers.length);
    return EventStreamClient.open(api.resolve("events"), all);
  }

  String cookie() {
    return cookies.getCookieStore().getCookies().stream()
        .map(cookie -> cookie.getName() + "=" + cookie.getValue())
        .findFirst()
        .orElseThrow();
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  static JsonObject object(String text) {
    return Json.createReader(new StringReader(text)).readObject();
  }
}
