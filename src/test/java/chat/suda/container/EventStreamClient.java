package chat.suda.container;

import static org.junit.jupiter.api.Assertions.fail;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** An event stream as a client sees it: every line kept, every event parsed and timed. */
public final class EventStreamClient implements AutoCloseable {

  /** An event, or a comment where {@code data} is {@code null}. */
  public record Received(String id, JsonObject data, String comment, long nanos) {

    public String type() {
      return data == null ? "" : data.getString("type");
    }
  }

  /** Follows the last one. */
  private static final Received END = new Received(null, null, null, 0);

  private static final HttpClient HTTP =
      new VerifyingClient(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());

  final HttpResponse<InputStream> response;
  private final LinkedBlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final List<String> retries = new ArrayList<>();
  private final Thread reader;
  private volatile boolean ended;

  private EventStreamClient(HttpResponse<InputStream> response) {
    this.response = response;
    reader = new Thread(this::read, "event-stream");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * @param headers names and values by turns
   */
  public static EventStreamClient open(URI uri, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Accept", "text/event-stream")
            .timeout(Duration.ofSeconds(10));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return new EventStreamClient(
        HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
  }

  /** The next event or comment that fits; what comes before it is passed over. */
  public Received next(Predicate<Received> wanted) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    List<Received> passed = new ArrayList<>();
    while (true) {
      Received one = received.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (one == END) {
        received.add(END);
      }
      if (one == null || one == END) {
        return fail((one == null ? "not in time" : "the stream has ended") + "; had " + passed);
      }
      if (wanted.test(one)) {
        return one;
      }
      passed.add(one);
    }
  }

  public Received next(String type) throws InterruptedException {
    return next(one -> one.type().equals(type));
  }

  /** The events until the answer's end, that one included. */
  public List<Received> untilEnd() throws InterruptedException {
    List<Received> events = new ArrayList<>();
    do {
      events.add(next(one -> one.data() != null));
    } while (!events.get(events.size() - 1).type().matches("done|error"));
    return events;
  }

  /** The answer's text, each piece checked to continue exactly where the one before ended. */
  public static String text(List<Received> events) {
    StringBuilder text = new StringBuilder();
    for (Received event : events) {
      if (event.type().equals("text")) {
        int offset = event.data().getInt("offset");
        if (offset != text.length()) {
          fail("offset " + offset + " after " + text.length() + " characters");
        }
        text.append(event.data().getString("content"));
      }
    }
    return text.toString();
  }

  List<String> retries() {
    synchronized (retries) {
      return List.copyOf(retries);
    }
  }

  public boolean ended() {
    return ended;
  }

  @Override
  public void close() throws IOException {
    response.body().close();
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      String id = null;
      String data = null;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isEmpty()) {
          if (data != null) {
            received.add(new Received(id, parse(data), null, System.nanoTime()));
          }
          data = null;
        } else if (line.startsWith(":")) {
          received.add(new Received(null, null, line.substring(1).strip(), System.nanoTime()));
        } else if (line.startsWith("id:")) {
          id = line.substring(3).strip();
        } else if (line.startsWith("data:")) {
          data = line.substring(5).strip();
        } else if (line.startsWith("retry:")) {
          synchronized (retries) {
            retries.add(line.substring(6).strip());
          }
        }
      }
    } catch (IOException e) {
      // The test has closed the stream, or the server has: both are an end.
    }
    ended = true;
    received.add(END);
  }

  private static JsonObject parse(String data) {
    return Json.createReader(new StringReader(data)).readObject();
  }
}
