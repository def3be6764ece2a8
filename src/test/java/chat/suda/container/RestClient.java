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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A user of the REST API: the cookies of a browser, and JSON calls. */
public final class RestClient {

  private final URI api;
  private final CookieManager cookies;
  private final HttpClient http;

  /** Headers of every call. */
  private final String[] identity;

  /** A new user, who gets a cookie at the first call. */
  public RestClient(URI base) {
    this(base, new CookieManager());
    call("GET", "me", null);
  }

  /** Whoever these headers say, names and values by turns. */
  public static RestClient identified(URI base, String... headers) {
    return new RestClient(base, new CookieManager(), headers);
  }

  /** Who has these cookies. */
  public RestClient(URI base, CookieManager cookies) {
    this(base, cookies, new String[0]);
  }

  private RestClient(URI base, CookieManager cookies, String... identity) {
    this.api = base.resolve("api/v1/");
    this.cookies = cookies;
    this.identity = identity;
    this.http = client(cookies);
  }

  private static HttpClient client(CookieManager cookies) {
    return new VerifyingClient(
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(cookies)
            .build());
  }

  /** The same user at another server. */
  public RestClient at(URI base) {
    return new RestClient(base, cookies);
  }

  /**
   * Calls.
   *
   * @param headers names and values by turns
   */
  public HttpResponse<String> call(String method, String path, String body, String... headers) {
    return callAsync(method, path, body, headers).join();
  }

  public CompletableFuture<HttpResponse<String>> callAsync(
      String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(api.resolve(path))
            .timeout(Duration.ofSeconds(10))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    set(request, identity);
    set(request, headers);
    return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static void set(HttpRequest.Builder request, String... headers) {
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
  }

  /** Calls, and wants that status and a JSON object. */
  public JsonObject json(int status, String method, String path, String body, String... headers) {
    HttpResponse<String> response = call(method, path, body, headers);
    assertEquals(status, response.statusCode(), method + " " + path + ": " + response.body());
    return object(response.body());
  }

  /** Uploads a file as the part {@code file} of a form. */
  public HttpResponse<String> upload(String path, String name, byte[] file) {
    String boundary = "----suda" + file.length;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(api.resolve(path))
            // Longer than it waits there for its turn, and is read.
            .timeout(Duration.ofSeconds(100))
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(
                HttpRequest.BodyPublishers.concat(
                    HttpRequest.BodyPublishers.ofString(
                        "--"
                            + boundary
                            + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                            + name
                            + "\"\r\nContent-Type: application/octet-stream\r\n\r\n"),
                    HttpRequest.BodyPublishers.ofByteArray(file),
                    HttpRequest.BodyPublishers.ofString("\r\n--" + boundary + "--\r\n")));
    set(request, identity);
    return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()).join();
  }

  public HttpResponse<byte[]> bytes(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(api.resolve(path)).timeout(Duration.ofSeconds(10)).build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()).join();
  }

  public String create(String body) {
    return json(201, "POST", "conversations", body).getString("id");
  }

  /** Says something; gives both messages. */
  public JsonObject say(String conversation, String content, String... headers) {
    return json(202, "POST", "conversations/" + conversation + "/messages", said(content), headers);
  }

  public static String said(String content) {
    return Json.createObjectBuilder().add("content", content).build().toString();
  }

  public JsonObject open(String conversation) {
    return json(200, "GET", "conversations/" + conversation, null);
  }

  /** The message of that id, as the conversation has it. */
  public JsonObject message(String conversation, String id) {
    return open(conversation).getJsonArray("messages").getValuesAs(JsonObject.class).stream()
        .filter(message -> message.getString("id").equals(id))
        .findFirst()
        .orElseThrow();
  }

  public EventStreamClient events(String... headers) throws Exception {
    return stream("events", headers);
  }

  public EventStreamClient stream(String path, String... headers) throws Exception {
    String[] who = identity.length > 0 ? identity : new String[] {"Cookie", cookie()};
    return EventStreamClient.open(
        api.resolve(path),
        Stream.concat(Stream.of(who), Stream.of(headers)).toArray(String[]::new));
  }

  /** The address of a call. */
  public URI address(String path) {
    return api.resolve(path);
  }

  public String cookie() {
    return cookies.getCookieStore().getCookies().stream()
        .map(cookie -> cookie.getName() + "=" + cookie.getValue())
        .collect(Collectors.joining("; "));
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The JSON object that this text is. */
  public static JsonObject object(String text) {
    return Json.createReader(new StringReader(text)).readObject();
  }
}
