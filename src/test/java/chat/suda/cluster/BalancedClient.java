package chat.suda.cluster;

import chat.suda.container.RestClient;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Asks and reads through a load balancer, as the page does: a call that gets 502 or 503 is repeated
 * with its key, a stream that ends is opened again.
 */
final class BalancedClient implements AutoCloseable {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** Interval of checks of a running answer, which is read by its stream as in the page. */
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final URI api;
  private final Map<String, LongAdder> statuses;
  private final List<Thread> threads = new ArrayList<>();

  /** A plain client: to verify each response would take the processor from the nodes. */
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .cookieHandler(new CookieManager())
          .build();

  private final List<String> conversations = new ArrayList<>();
  private volatile boolean closed;

  /**
   * @param statuses counts what came, by kind of call
   */
  BalancedClient(URI base, Map<String, LongAdder> statuses) {
    this.api = base.resolve("api/v1/");
    this.statuses = statuses;
    call("GET", "me", null, 200);
    begin(this::ask);
    begin(this::listen);
  }

  /**
   * Whether that is what its client repeats by itself; a stream has only one status that it does
   * not give up at.
   *
   * @param status a kind of call and what came, as counted
   */
  static boolean mayBe(String status) {
    return status.matches("stream (200|.*Exception)|(GET|POST) (20.|502|503|.*Exception)");
  }

  private void begin(Runnable task) {
    Thread thread = new Thread(task, "balanced");
    thread.setDaemon(true);
    thread.start();
    threads.add(thread);
  }

  private void count(String kind, Object status) {
    statuses.computeIfAbsent(kind + " " + status, key -> new LongAdder()).increment();
  }

  private void ask() {
    while (!closed) {
      String conversation = call("POST", "conversations", "{}", 201).getString("id");
      String path = "conversations/" + conversation;
      call("POST", path + "/messages", RestClient.said("count"), 202);
      conversations.add(conversation);
      while (call("GET", path, null, 200).getJsonObject("conversation").getBoolean("running")) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
  }

  /** Repeats until it succeeds, with one key. */
  private JsonObject call(String method, String path, String body, int wanted) {
    HttpRequest request =
        HttpRequest.newBuilder(api.resolve(path))
            .timeout(Duration.ofSeconds(10))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "k" + System.nanoTime())
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    while (true) {
      try {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        count(method, response.statusCode());
        if (response.statusCode() == wanted) {
          return RestClient.object(response.body());
        }
      } catch (IOException e) {
        count(method, e.getClass().getSimpleName());
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void listen() {
    HttpRequest request = HttpRequest.newBuilder(api.resolve("events")).build();
    while (!closed) {
      try {
        HttpResponse<Stream<String>> response =
            http.send(request, HttpResponse.BodyHandlers.ofLines());
        count("stream", response.statusCode());
        response.body().forEach(line -> {});
      } catch (InterruptedException e) {
        return;
      } catch (Exception e) {
        count("stream", e.getClass().getSimpleName());
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Asks no more questions after the running answer. */
  void finish() {
    closed = true;
  }

  /** Whether that is so within these seconds. */
  boolean isFinished(int seconds) throws InterruptedException {
    threads.get(0).join(TimeUnit.SECONDS.toMillis(seconds));
    return !threads.get(0).isAlive();
  }

  /** The number of answers, or -1 if one is incomplete or duplicated. */
  int answers(String expected) {
    for (String conversation : conversations) {
      List<JsonObject> messages =
          call("GET", "conversations/" + conversation, null, 200)
              .getJsonArray("messages")
              .getValuesAs(JsonObject.class);
      if (messages.size() != 2 || !messages.get(1).getString("content").equals(expected)) {
        System.err.println(conversation + ": " + messages);
        return -1;
      }
    }
    return conversations.size();
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
  }
}
