package chat.suda.cluster;

import chat.suda.container.EventStreamClient;
import chat.suda.container.RestClient;
import jakarta.json.JsonObject;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Follows one conversation's answer as a browser does: reconnects with its cursor to the next node
 * after every disconnect, reloads the conversation after a reset, and checks every offset.
 */
final class ReconnectingClient implements AutoCloseable {

  private static final long RETRY_NANOS = 300_000_000;

  /** Where a node is now, by its number. */
  private final IntFunction<URI> nodes;

  private final RestClient user;
  private final String conversation;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final StringBuilder text = new StringBuilder();
  private final Thread thread = new Thread(this::follow, "follower");
  private volatile boolean closed;
  private EventStreamClient stream;
  private String cursor;
  private int at;
  private long heard = System.nanoTime();
  private volatile long longestSilence;
  private volatile int length;
  int lost;
  int doubled;
  int restarts;
  int resets;
  int ends;
  String end;

  /** Starts with the current state of the conversation, on the first node. */
  ReconnectingClient(IntFunction<URI> nodes, int first, RestClient user, String conversation) {
    this.nodes = nodes;
    this.at = first;
    this.user = user;
    this.conversation = conversation;
    readAgain();
    thread.setDaemon(true);
    thread.start();
  }

  private void follow() {
    while (!closed) {
      try {
        stream = user.at(nodes.apply(at % 2)).events("Last-Event-ID", cursor);
        while (!closed) {
          take(stream.next(one -> one.data() != null));
        }
      } catch (Exception | AssertionError e) {
        // Disconnected, or silent for long: reconnects to the next node, as a load balancer would.
        LockSupport.parkNanos(RETRY_NANOS);
        at++;
      }
    }
  }

  private void take(EventStreamClient.Received event) throws Exception {
    switch (event.type()) {
      case "reset" -> {
        resets++;
        readAgain();
        throw new IllegalStateException("come back from there");
      }
      case "restart" -> {
        restarts++;
        text.setLength(0);
      }
      case "text" -> append(event.data());
      case "done", "error" -> end(event.data().toString());
      default -> {}
    }
    cursor = event.id();
  }

  private void append(JsonObject data) {
    long now = System.nanoTime();
    longestSilence = Math.max(longestSilence, now - heard);
    heard = now;
    int offset = data.getInt("offset");
    if (offset > text.length()) {
      lost++;
    } else if (offset < text.length()) {
      doubled++;
    }
    text.append(data.getString("content"));
    length = text.length();
  }

  private void end(String how) {
    ends++;
    end = how;
    ended.countDown();
  }

  private void readAgain() {
    JsonObject now = user.at(nodes.apply(at % 2)).open(conversation);
    cursor = now.getString("cursor");
    for (JsonObject message : now.getJsonArray("messages").getValuesAs(JsonObject.class)) {
      if (message.getString("role").equals("assistant")) {
        text.setLength(0);
        text.append(message.getString("content"));
        if (!message.getString("status").equals("streaming") && ends == 0) {
          end("stored: " + message.getString("status"));
        }
      }
    }
  }

  /** Waits for the answer's end. */
  boolean awaitEnd(int seconds) throws InterruptedException {
    return ended.await(seconds, TimeUnit.SECONDS);
  }

  /** Between two pieces of text, in seconds. */
  double longestSilence() {
    return longestSilence / 1e9;
  }

  /** How much it has so far. */
  int length() {
    return length;
  }

  String text() {
    return text.toString();
  }

  @Override
  public String toString() {
    return "lost %d, doubled %d, restarts %d, resets %d, ends %d (%s), %d characters"
        .formatted(lost, doubled, restarts, resets, ends, end, text.length());
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      stream.close();
    } catch (Exception e) {
      // It was cut already.
    }
  }
}
