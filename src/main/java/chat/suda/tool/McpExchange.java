package chat.suda.tool;

import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * One request and its response: one JSON object, or an event stream in which the answer is one of
 * several messages. Reads at most {@link #MAX_BYTES} of an answer.
 */
final class McpExchange
    implements HttpResponse.BodyHandler<Void>, HttpResponse.BodySubscriber<Void> {

  /** The id of a stream without a request. */
  static final long NO_REQUEST = -1;

  /** Per answer, and per message of a stream without a request. */
  private static final int MAX_BYTES = 4 << 20;

  /** Receives messages other than the answer. */
  interface MessageListener {

    void notified(JsonObject message);

    void asked(JsonObject message);
  }

  private final long id;
  private final MessageListener listener;
  private final CompletableFuture<JsonObject> result = new CompletableFuture<>();
  private final CompletableFuture<Void> streaming = new CompletableFuture<>();
  private final CompletableFuture<Void> read = new CompletableFuture<>();
  private final EventStreamReader events = new EventStreamReader(this::event);
  private final ByteArrayOutputStream json = new ByteArrayOutputStream();
  private HttpResponse.ResponseInfo head;
  private long bytes;
  private volatile Flow.Subscription subscription;
  private volatile CompletableFuture<?> response;
  private volatile boolean cancelled;
  private volatile int status;

  McpExchange(long id, MessageListener listener) {
    this.id = id;
    this.listener = listener;
  }

  long id() {
    return id;
  }

  /**
   * The answer's result, or exceptionally a {@link ToolFailedException} or the cause of the
   * failure.
   */
  CompletableFuture<JsonObject> result() {
    return result;
  }

  /** Completes when the server begins an event stream, if it does. */
  CompletableFuture<Void> streaming() {
    return streaming;
  }

  /** Whether the server rejected the request since it does not know the session: 404, often 400. */
  boolean sessionUnknown() {
    return status == 404 || status == 400;
  }

  String header(String name) {
    return head == null ? null : head.headers().firstValue(name).orElse(null);
  }

  void sent(CompletableFuture<?> exchange) {
    response = exchange;
    if (cancelled) {
      exchange.cancel(true);
    }
  }

  /** Closes the connection; returns whether it was open. */
  boolean cancel() {
    boolean open = !result.isDone();
    cancelled = true;
    disconnect();
    return open;
  }

  private void disconnect() {
    Flow.Subscription current = subscription;
    if (current != null) {
      current.cancel();
    } else if (response != null) {
      response.cancel(true);
    }
    read.complete(null);
  }

  /** The response has ended. */
  void over(Throwable problem) {
    if (problem != null) {
      result.completeExceptionally(problem);
    } else if (isRequest()) {
      result.completeExceptionally(
          new ToolFailedException("The tool server ended without an answer"));
    }
  }

  private boolean isRequest() {
    return id != NO_REQUEST;
  }

  @Override
  public HttpResponse.BodySubscriber<Void> apply(HttpResponse.ResponseInfo responseHead) {
    head = responseHead;
    status = head.statusCode();
    String type = head.headers().firstValue("Content-Type").orElse("");
    if (status >= 300) {
      fail("The tool server answered with status " + status);
    } else if (type.startsWith("text/event-stream")) {
      streaming.complete(null);
    } else if (isRequest() && !type.startsWith("application/json")) {
      fail("The tool server answered with something that is not JSON");
    }
    return this;
  }

  private void fail(String message) {
    result.completeExceptionally(new ToolFailedException(message));
    disconnect();
  }

  @Override
  public CompletionStage<Void> getBody() {
    return read;
  }

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    subscription = newSubscription;
    if (cancelled || result.isDone() || !isRequest() && !streaming.isDone()) {
      disconnect();
    } else {
      newSubscription.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> pieces) {
    for (ByteBuffer piece : pieces) {
      bytes += piece.remaining();
      if (bytes > MAX_BYTES) {
        fail("The tool server's answer is too large");
        return;
      }
      if (streaming.isDone()) {
        events.read(piece);
      } else {
        byte[] all = new byte[piece.remaining()];
        piece.get(all);
        json.writeBytes(all);
      }
    }
    if (isRequest() && result.isDone()) {
      disconnect();
    } else {
      subscription.request(1);
    }
  }

  private void event(String data) {
    if (!isRequest()) {
      bytes = 0;
    }
    message(data);
  }

  private void message(String text) {
    JsonObject message = Json.object(text);
    if (message == null) {
      fail("The tool server's answer could not be understood");
    } else if (message.containsKey("method")) {
      if (message.containsKey("id")) {
        listener.asked(message);
      } else {
        listener.notified(message);
      }
    } else if (isRequest() && JsonRpc.id(message) == id) {
      answered(message);
    }
  }

  private void answered(JsonObject message) {
    if (message.get("result") instanceof JsonObject object) {
      result.complete(object);
    } else if (message.get("error") instanceof JsonObject error) {
      String words = Json.text(error, "message");
      result.completeExceptionally(
          new ToolFailedException(words == null ? "The tool server refused" : words));
    } else {
      fail("The tool server's answer could not be understood");
    }
  }

  @Override
  public void onError(Throwable problem) {
    result.completeExceptionally(problem);
    read.completeExceptionally(problem);
  }

  @Override
  public void onComplete() {
    if (streaming.isDone()) {
      events.end();
    } else if (isRequest() && !result.isDone()) {
      message(json.toString(StandardCharsets.UTF_8));
    }
    read.complete(null);
  }
}
