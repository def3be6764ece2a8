package chat.suda.tool;

import chat.suda.config.Build;
import chat.suda.config.OutgoingHttp;
import chat.suda.config.ToolSettings;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Speaks the Model Context Protocol (2025-06-18) with one server, by Streamable HTTP. A session
 * that the server has forgotten is begun anew. No thread waits.
 */
final class McpSession {

  private static final String PROTOCOL = "2025-06-18";
  private static final String SESSION_ID = "Mcp-Session-Id";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Requests to one server at once; more wait. */
  private static final int MOST_REQUESTS = 16;

  private final ToolSettings.Server settings;
  private final Executor executor;
  private final Runnable onChange;
  private final HttpClient client;
  private final AtomicLong ids = new AtomicLong();
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int running;
  private CompletableFuture<Connection> connection;
  private volatile boolean closed;

  /**
   * What is agreed.
   *
   * @param id of the session, or {@code null} where the server keeps none
   * @param protocol its version
   */
  private record Connection(String id, String protocol) {}

  /**
   * @param onChange told when the server says that its tools are others
   */
  McpSession(
      ToolSettings.Server settings, OutgoingHttp outgoing, Executor executor, Runnable onChange) {
    this.settings = settings;
    this.executor = executor;
    this.onChange = onChange;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER) // a token must not follow to another host
            .connectTimeout(CONNECT_TIMEOUT)
            .executor(executor);
    builder.proxy(outgoing.proxies());
    outgoing.tls().ifPresent(builder::sslContext);
    client = builder.build();
  }

  /** Completes when there is a session. */
  CompletableFuture<?> connected() {
    return connection();
  }

  private synchronized CompletableFuture<Connection> connection() {
    if (connection == null || connection.isCompletedExceptionally()) {
      connection = initialize();
    }
    return connection;
  }

  private synchronized void forget(Connection old) {
    if (connection != null
        && connection.isDone()
        && !connection.isCompletedExceptionally()
        && connection.join() == old) {
      connection = null;
    }
  }

  private CompletableFuture<Connection> initialize() {
    JsonObject params =
        Json.PROVIDER
            .createObjectBuilder()
            .add("protocolVersion", PROTOCOL)
            .add("capabilities", JsonValue.EMPTY_JSON_OBJECT)
            .add(
                "clientInfo",
                Json.PROVIDER
                    .createObjectBuilder()
                    .add("name", "suda")
                    .add("version", Build.VERSION))
            .build();
    McpExchange exchange = new McpExchange(ids.incrementAndGet(), this::notified, this::asked);
    Connection none = new Connection(null, null);
    return send(none, exchange, message(exchange.id(), "initialize", params))
        .thenCompose(
            result -> {
              Connection agreed =
                  new Connection(
                      exchange.header(SESSION_ID), result.getString("protocolVersion", PROTOCOL));
              return post(agreed, message(null, "notifications/initialized", null))
                  .handle(
                      (done, problem) -> {
                        listen(agreed);
                        return agreed;
                      });
            });
  }

  /** Hears what the server says by itself, as long as it lets us. */
  private void listen(Connection agreed) {
    McpExchange stream = new McpExchange(-1, this::notified, this::asked);
    HttpRequest request = to(agreed).header("Accept", "text/event-stream").GET().build();
    client
        .sendAsync(request, stream)
        .whenComplete(
            (over, problem) -> {
              if (problem == null && stream.streamed() && !closed) {
                CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, executor)
                    .execute(() -> listenAgain(agreed));
              }
            });
  }

  private void listenAgain(Connection agreed) {
    boolean current;
    synchronized (this) {
      current = connection != null && connection.isDone() && connection.getNow(null) == agreed;
    }
    if (current && !closed) {
      listen(agreed);
    }
  }

  private void notified(JsonObject message) {
    if ("notifications/tools/list_changed".equals(Json.text(message, "method"))) {
      onChange.run();
    }
  }

  /** A server may ask, too: to a ping there is an answer, to all else there is none here. */
  private void asked(JsonObject message) {
    boolean ping = "ping".equals(Json.text(message, "method"));
    var answer =
        Json.PROVIDER.createObjectBuilder().add("jsonrpc", "2.0").add("id", message.get("id"));
    if (ping) {
      answer.add("result", JsonValue.EMPTY_JSON_OBJECT);
    } else {
      answer.add(
          "error",
          Json.PROVIDER
              .createObjectBuilder()
              .add("code", -32601)
              .add("message", "Method not found"));
    }
    connection().thenAccept(now -> post(now, answer.build()));
  }

  /**
   * Asks, and returns at once; to cancel what is returned tells the server.
   *
   * @return the result, or exceptionally a {@link ToolFailedException}
   */
  CompletableFuture<JsonObject> request(String method, JsonObject params) {
    CompletableFuture<JsonObject> result = new CompletableFuture<>();
    inTurn(
        () -> {
          if (result.isDone()) {
            return CompletableFuture.completedFuture(null);
          }
          ask(method, params, result, true);
          return result;
        });
    return result;
  }

  private void ask(
      String method, JsonObject params, CompletableFuture<JsonObject> result, boolean again) {
    McpExchange exchange = new McpExchange(ids.incrementAndGet(), this::notified, this::asked);
    connection()
        .whenComplete(
            (now, unconnected) -> {
              if (unconnected != null) {
                result.completeExceptionally(failure(unconnected));
                return;
              }
              result.whenComplete((done, problem) -> stop(now, exchange, result));
              if (result.isDone()) {
                return;
              }
              send(now, exchange, message(exchange.id(), method, params))
                  .whenComplete(
                      (answer, problem) -> {
                        if (problem == null) {
                          result.complete(answer);
                        } else if (exchange.status() == 404 && now.id() != null && again) {
                          forget(now);
                          ask(method, params, result, false);
                        } else {
                          result.completeExceptionally(failure(problem));
                        }
                      });
            });
  }

  private void stop(Connection now, McpExchange exchange, CompletableFuture<?> result) {
    if (result.isCancelled() && exchange.cancel()) {
      JsonObject params =
          Json.PROVIDER
              .createObjectBuilder()
              .add("requestId", exchange.id())
              .add("reason", "stopped")
              .build();
      post(now, message(null, "notifications/cancelled", params));
    }
  }

  /** At most so many requests at once. */
  private void inTurn(java.util.function.Supplier<CompletableFuture<?>> request) {
    Runnable start = () -> request.get().whenComplete((done, problem) -> next());
    synchronized (waiting) {
      if (running == MOST_REQUESTS) {
        waiting.add(start);
        return;
      }
      running++;
    }
    start.run();
  }

  private void next() {
    Runnable start;
    synchronized (waiting) {
      start = waiting.poll();
      if (start == null) {
        running--;
        return;
      }
    }
    executor.execute(start);
  }

  private CompletableFuture<JsonObject> send(
      Connection now, McpExchange exchange, JsonObject message) {
    HttpRequest request = post(now, message.toString());
    CompletableFuture<HttpResponse<Void>> response = client.sendAsync(request, exchange);
    exchange.sent(response);
    response.whenComplete((over, problem) -> exchange.over(problem));
    return exchange.result();
  }

  private CompletableFuture<?> post(Connection now, JsonObject message) {
    return client.sendAsync(post(now, message.toString()), HttpResponse.BodyHandlers.discarding());
  }

  private HttpRequest post(Connection now, String body) {
    return to(now)
        .header("Content-Type", "application/json")
        .header("Accept", "application/json, text/event-stream")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private HttpRequest.Builder to(Connection now) {
    HttpRequest.Builder request = HttpRequest.newBuilder(settings.url());
    settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    if (now.protocol() != null) {
      request.header("MCP-Protocol-Version", now.protocol());
    }
    if (now.id() != null) {
      request.header(SESSION_ID, now.id());
    }
    return request;
  }

  private static JsonObject message(Long id, String method, JsonObject params) {
    var message = Json.PROVIDER.createObjectBuilder().add("jsonrpc", "2.0");
    if (id != null) {
      message.add("id", id);
    }
    message.add("method", method);
    if (params != null) {
      message.add("params", params);
    }
    return message.build();
  }

  private static ToolFailedException failure(Throwable problem) {
    Throwable cause =
        problem instanceof CompletionException && problem.getCause() != null
            ? problem.getCause()
            : problem;
    if (cause instanceof ToolFailedException known) {
      return known;
    }
    return new ToolFailedException(
        cause instanceof ConnectException
            ? "The tool server cannot be reached"
            : cause instanceof IOException
                ? "The connection to the tool server broke"
                : "The tool server could not be asked",
        cause);
  }

  /** The message's id as a number, or -1. */
  static long id(JsonObject message) {
    return message.get("id") instanceof JsonNumber number ? number.longValue() : -1;
  }

  /** Ends the session. */
  void close() {
    closed = true;
    CompletableFuture<Connection> current;
    synchronized (this) {
      current = connection;
    }
    Connection now =
        current == null || current.isCompletedExceptionally() ? null : current.getNow(null);
    if (now != null && now.id() != null) {
      client.sendAsync(to(now).DELETE().build(), HttpResponse.BodyHandlers.discarding());
    }
  }
}
