package chat.suda.tool;

import chat.suda.config.Build;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A session of the Model Context Protocol (2025-06-18) with one server. A lost session is started
 * again. No thread blocks.
 */
final class McpSession {

  private static final String PROTOCOL = "2025-06-18";

  /** Time-out of the initialization. */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final McpHttp http;
  private final Executor executor;
  private final Runnable onChange;
  private final AtomicLong ids = new AtomicLong();
  private CompletableFuture<McpAgreement> agreement;
  private McpListener listener;
  private boolean closed;

  /**
   * @param onChange called when the server's tools have changed, or may have
   */
  McpSession(McpHttp http, Executor executor, Runnable onChange) {
    this.http = http;
    this.executor = executor;
    this.onChange = onChange;
  }

  /** Completes when there is a session. */
  CompletableFuture<?> connected() {
    return agreement();
  }

  private synchronized CompletableFuture<McpAgreement> agreement() {
    if (agreement == null || agreement.isCompletedExceptionally()) {
      agreement = initialize();
    }
    return agreement;
  }

  /** Handles messages that the server initiates, from any stream. */
  private class ResponseHandler implements McpExchange.MessageListener {

    @Override
    public void notified(JsonObject message) {
      if ("notifications/tools/list_changed".equals(Json.text(message, "method"))) {
        onChange.run();
      }
    }

    @Override
    public void asked(JsonObject message) {
      agreement().thenAccept(agreed -> http.sendNotification(agreed, JsonRpc.answer(message)));
    }
  }

  private final class StreamHandler extends ResponseHandler implements McpListener.StreamListener {

    private final McpAgreement agreed;

    StreamHandler(McpAgreement agreed) {
      this.agreed = agreed;
    }

    @Override
    public void missed() {
      onChange.run();
    }

    @Override
    public void lost() {
      forget(agreed);
    }
  }

  private CompletableFuture<McpAgreement> initialize() {
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
    McpExchange exchange = new McpExchange(ids.incrementAndGet(), new ResponseHandler());
    http.ask(McpAgreement.NONE, JsonRpc.request(exchange.id(), "initialize", params), exchange);
    return exchange
        .result()
        .orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete(
            (result, problem) -> {
              if (problem != null) {
                exchange.cancel();
              }
            })
        .thenCompose(
            result -> {
              McpAgreement agreed =
                  new McpAgreement(
                      exchange.header(McpHttp.SESSION_ID),
                      result.getString("protocolVersion", PROTOCOL));
              return http.sendNotification(
                      agreed, JsonRpc.notification("notifications/initialized"))
                  .orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                  .handle(
                      (done, problem) -> {
                        listen(agreed);
                        return agreed;
                      });
            });
  }

  private void listen(McpAgreement agreed) {
    McpListener opened = new McpListener(http, agreed, executor, new StreamHandler(agreed));
    synchronized (this) {
      if (closed) {
        return;
      }
      listener = opened;
    }
    opened.open();
  }

  /** Discards the session; the next request starts one. The tool list is invalid. */
  private void forget(McpAgreement old) {
    McpListener outdated;
    synchronized (this) {
      if (agreement == null || agreement.isCompletedExceptionally()) {
        return;
      }
      if (agreement.getNow(null) != old) {
        return;
      }
      agreement = null;
      outdated = listener;
      listener = null;
    }
    if (outdated != null) {
      outdated.close();
    }
    onChange.run();
  }

  /**
   * Sends a request without blocking; cancellation or time-out of the result notifies the server.
   *
   * @return the result, or exceptionally a {@link ToolFailedException}
   */
  CompletableFuture<JsonObject> request(String method, JsonObject params) {
    CompletableFuture<JsonObject> result = new CompletableFuture<>();
    ask(method, params, result, true);
    return result;
  }

  private void ask(
      String method, JsonObject params, CompletableFuture<JsonObject> result, boolean again) {
    agreement()
        .whenComplete(
            (agreed, unconnected) -> {
              if (unconnected == null) {
                ask(agreed, method, params, result, again);
              } else {
                result.completeExceptionally(failure(unconnected));
              }
            });
  }

  private void ask(
      McpAgreement agreed,
      String method,
      JsonObject params,
      CompletableFuture<JsonObject> result,
      boolean again) {
    McpExchange exchange = new McpExchange(ids.incrementAndGet(), new ResponseHandler());
    result.whenComplete((done, problem) -> stop(agreed, exchange, problem));
    if (result.isDone()) {
      return;
    }
    http.ask(agreed, JsonRpc.request(exchange.id(), method, params), exchange);
    exchange
        .result()
        .whenComplete(
            (answer, problem) -> {
              if (problem == null) {
                result.complete(answer);
              } else if (exchange.sessionUnknown() && agreed.session() != null && again) {
                forget(agreed);
                ask(method, params, result, false);
              } else {
                result.completeExceptionally(failure(problem));
              }
            });
  }

  /** Cancels an exchange that is still running, and notifies the server. */
  private void stop(McpAgreement agreed, McpExchange exchange, Throwable problem) {
    if (problem != null && exchange.cancel()) {
      JsonObject params =
          Json.PROVIDER
              .createObjectBuilder()
              .add("requestId", exchange.id())
              .add("reason", "stopped")
              .build();
      http.sendNotification(agreed, JsonRpc.notification("notifications/cancelled", params));
    }
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

  /** Ends the session; completes when the server has responded, exceptionally if it cannot. */
  CompletableFuture<?> close() {
    CompletableFuture<McpAgreement> current;
    McpListener open;
    synchronized (this) {
      closed = true;
      current = agreement;
      open = listener;
    }
    if (open != null) {
      open.close();
    }
    return current != null && current.isDone() && !current.isCompletedExceptionally()
        ? http.end(current.join())
        : CompletableFuture.completedFuture(null);
  }
}
