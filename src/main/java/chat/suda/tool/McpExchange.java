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
import java.util.function.Consumer;

/**
 * One request and what comes back: one JSON object, or an event stream in which the answer is one
 * of several messages. It reads no more than {@link #MOST_BYTES} of an answer.
 */
final class McpExchange
    implements HttpResponse.BodyHandler<Void>, HttpResponse.BodySubscriber<Void> {

  /** Of a whole answer, and of each message of a stream without one. */
  static final int MOST_BYTES = 4 << 20;

  private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);

  private final long id;
  private final Consumer<JsonObject> notifications;
  private final Consumer<JsonObject> requests;
  private final CompletableFuture<JsonObject> result = new CompletableFuture<>();
  private final CompletableFuture<Void> read = new CompletableFuture<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private HttpResponse.ResponseInfo head;
  private boolean events;
  private boolean afterReturn;
  private long bytes;
  private volatile Flow.Subscription subscription;
  private volatile CompletableFuture<?> response;
  private volatile boolean cancelled;
  private volatile int status;

  /**
   * @param id of the request; -1 for a stream that no request belongs to
   */
  McpExchange(long id, Consumer<JsonObject> notifications, Consumer<JsonObject> requests) {
    this.id = id;
    this.notifications = notifications;
    this.requests = requests;
  }

  long id() {
    return id;
  }

  CompletableFuture<JsonObject> result() {
    return result;
  }

  /** The HTTP status, or 0 where there is none. */
  int status() {
    return status;
  }

  /** Whether the server answered by an event stream. */
  boolean streamed() {
    return events;
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

  /** Closes the connection; returns whether there was something to cancel. */
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

  /** The response is over. */
  void over(Throwable problem) {
    if (problem != null) {
      result.completeExceptionally(problem);
    } else if (id >= 0) {
      result.completeExceptionally(
          new ToolFailedException("The tool server ended without an answer"));
    }
  }

  @Override
  public HttpResponse.BodySubscriber<Void> apply(HttpResponse.ResponseInfo responseHead) {
    head = responseHead;
    status = head.statusCode();
    String type = head.headers().firstValue("Content-Type").orElse("");
    events = status < 300 && type.startsWith("text/event-stream");
    if (status >= 300) {
      fail("The tool server answered with status " + status);
    } else if (id >= 0 && !events && !type.startsWith("application/json")) {
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
    if (cancelled || result.isDone() || id < 0 && !events) {
      disconnect();
    } else {
      newSubscription.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> pieces) {
    for (ByteBuffer piece : pieces) {
      bytes += piece.remaining();
      if (bytes > MOST_BYTES) {
        fail("The tool server's answer is too large");
        return;
      }
      if (events) {
        lines(piece);
      } else {
        byte[] all = new byte[piece.remaining()];
        piece.get(all);
        data.writeBytes(all);
      }
    }
    if (id >= 0 && result.isDone()) {
      disconnect();
    } else {
      subscription.request(1);
    }
  }

  private void lines(ByteBuffer piece) {
    while (piece.hasRemaining()) {
      byte b = piece.get();
      if (b == '\n' && afterReturn) {
        afterReturn = false;
      } else if (b == '\n' || b == '\r') {
        afterReturn = b == '\r';
        line(line.toByteArray());
        line.reset();
      } else {
        afterReturn = false;
        line.write(b);
      }
    }
  }

  private void line(byte[] text) {
    if (text.length == 0) {
      if (data.size() > 0) {
        message(data.toString(StandardCharsets.UTF_8));
        data.reset();
      }
      if (id < 0) {
        bytes = 0;
      }
    } else if (text.length >= DATA.length
        && new String(text, 0, DATA.length, StandardCharsets.US_ASCII).equals("data:")) {
      int from = text.length > DATA.length && text[DATA.length] == ' ' ? 1 : 0;
      if (data.size() > 0) {
        data.write('\n');
      }
      data.write(text, DATA.length + from, text.length - DATA.length - from);
    }
  }

  private void message(String text) {
    JsonObject message = Json.object(text);
    if (message == null) {
      fail("The tool server's answer could not be understood");
    } else if (message.containsKey("method")) {
      (message.containsKey("id") ? requests : notifications).accept(message);
    } else if (McpSession.id(message) == id) {
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
    if (events) {
      if (line.size() > 0) {
        line(line.toByteArray());
      }
      line(new byte[0]);
    } else if (id >= 0 && !result.isDone()) {
      message(data.toString(StandardCharsets.UTF_8));
    }
    read.complete(null);
  }
}
