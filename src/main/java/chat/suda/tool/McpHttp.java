package chat.suda.tool;

import chat.suda.config.OutgoingHttp;
import chat.suda.config.ToolSettings;
import jakarta.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** The Streamable HTTP transport to one MCP server. No thread blocks. */
final class McpHttp {

  static final String SESSION_ID = "Mcp-Session-Id";

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private final ToolSettings.Server settings;
  private final HttpClient client;

  McpHttp(ToolSettings.Server settings, OutgoingHttp outgoing, Executor executor) {
    this.settings = settings;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER) // a token must not be sent to another host
            .connectTimeout(CONNECT_TIMEOUT)
            .proxy(outgoing.proxies())
            .executor(executor);
    outgoing.tls().ifPresent(builder::sslContext);
    client = builder.build();
  }

  /** Sends a request; the exchange receives the response. */
  void ask(McpAgreement agreed, JsonObject message, McpExchange exchange) {
    exchange(post(agreed, message), exchange);
  }

  /** Sends a notification. */
  CompletableFuture<?> sendNotification(McpAgreement agreed, JsonObject message) {
    return client.sendAsync(post(agreed, message), HttpResponse.BodyHandlers.discarding());
  }

  /** Opens the stream of messages that the server initiates. */
  CompletableFuture<?> listen(McpAgreement agreed, McpExchange stream) {
    return exchange(to(agreed).header("Accept", "text/event-stream").GET().build(), stream);
  }

  /** Ends the session; completes when the server has responded, exceptionally if it cannot. */
  CompletableFuture<?> end(McpAgreement agreed) {
    return agreed.session() == null
        ? CompletableFuture.completedFuture(null)
        : client.sendAsync(to(agreed).DELETE().build(), HttpResponse.BodyHandlers.discarding());
  }

  private CompletableFuture<?> exchange(HttpRequest request, McpExchange exchange) {
    CompletableFuture<HttpResponse<Void>> response = client.sendAsync(request, exchange);
    exchange.sent(response);
    return response.whenComplete((over, problem) -> exchange.over(problem));
  }

  private HttpRequest post(McpAgreement agreed, JsonObject message) {
    return to(agreed)
        .header("Content-Type", "application/json")
        .header("Accept", "application/json, text/event-stream")
        .POST(HttpRequest.BodyPublishers.ofString(message.toString()))
        .build();
  }

  private HttpRequest.Builder to(McpAgreement agreed) {
    HttpRequest.Builder request = HttpRequest.newBuilder(settings.url());
    settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    if (agreed.protocol() != null) {
      request.header("MCP-Protocol-Version", agreed.protocol());
    }
    if (agreed.session() != null) {
      request.header(SESSION_ID, agreed.session());
    }
    return request;
  }
}
