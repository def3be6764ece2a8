package chat.suda.login;

import chat.suda.container.VerifyingClient;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;

/** A browser without a page: keeps cookies, and follows a login's redirects step by step. */
public final class Visitor {

  private final URI base;
  private final CookieManager cookies = new CookieManager();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .cookieHandler(cookies)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  public Visitor(URI base) {
    this.base = base;
  }

  public URI base() {
    return base;
  }

  /** Calls, with header names and values by turns. */
  public HttpResponse<String> call(String method, String path, String body, String... headers)
      throws Exception {
    URI address = base.resolve(path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(Duration.ofSeconds(20))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    // The identity provider's own pages are not of this API.
    HttpClient client =
        address.getAuthority().equals(base.getAuthority()) ? new VerifyingClient(http) : http;
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  public HttpResponse<String> get(String path, String... headers) throws Exception {
    return call("GET", path, null, headers);
  }

  /** Begins a login, and gives the address of the callback that the provider sends to. */
  public URI beginLogin(String to) throws Exception {
    HttpResponse<String> login = get("login?to=" + encode(to));
    return location(get(location(login).toString()));
  }

  /** Logs in; gives the answer of the callback. */
  public HttpResponse<String> login(String to) throws Exception {
    return get(beginLogin(to).toString());
  }

  public static URI location(HttpResponse<String> response) {
    return URI.create(
        response
            .headers()
            .firstValue("Location")
            .orElseThrow(() -> new AssertionError(response + response.body())));
  }

  public static JsonObject json(HttpResponse<String> response) {
    return Json.createReader(new StringReader(response.body())).readObject();
  }

  /** All cookies, as a request's header has them. */
  public String cookie() throws IOException {
    return cookies.getCookieStore().getCookies().stream()
        .map(cookie -> cookie.getName() + "=" + cookie.getValue())
        .collect(Collectors.joining("; "));
  }

  public CookieManager cookies() {
    return cookies;
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
