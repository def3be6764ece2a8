package chat.suda.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.Eventually;
import chat.suda.container.EventStreamClient;
import chat.suda.container.RestClient;
import chat.suda.upstream.FakeUpstream;
import chat.suda.upstream.Sse;
import chat.suda.upstream.UpstreamScript;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code suda.jar} as clients and operators see it, from its first line to its last. */
class StartAndEndIT {

  private static final String SEED = "api/v1/openai/chat/stream";
  private static final int PATIENCE_SECONDS = 120;
  private static final long PERIOD_NANOS = 25_000_000;
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final List<String> PATHS = List.of("", "api/v1/me", "health/ready");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir Path directory;

  /** The number of responses by status; 0 for a refused or broken connection. */
  private final Map<Integer, Integer> seen = new ConcurrentSkipListMap<>();

  private URI base;

  @Test
  void isRefusedUntilItServesAndTurnsClientsAwayWhenItEnds() throws Exception {
    try (FakeUpstream model = FakeUpstream.start()) {
      model.onRequest(request -> UpstreamScript.opened());
      int port = SudaProcess.freePort();
      base = URI.create("http://localhost:" + port + "/");
      Process process = start(port, "openai.base-url=" + model.baseUrl(), "suda.max-connections=1");
      try {
        Eventually.holds(PATIENCE_SECONDS, () -> probe() == 200);
        assertEquals(Set.of(0, 200), seen.keySet(), "statuses of a start: " + seen);
        assertEquals(1, lines().size(), () -> String.join("\n", lines()));
        assertTrue(lines().get(0).contains(base.toString()), lines().get(0));

        RestClient user = new RestClient(base);
        String conversation = user.create("{}");
        user.say(conversation, "an answer that keeps the node from ending at once");
        model.nextExchange(SOON).send(Sse.role() + Sse.content("half"));
        CompletableFuture<HttpResponse<String>> waiting;
        try (EventStreamClient only = EventStreamClient.open(base.resolve(SEED + "?sessionId=s"))) {
          only.next("ready");
          HttpResponse<String> full = send("api/v1/events/poll?wait=0");
          assertEquals(503, full.statusCode(), full.body());
          assertTrue(full.headers().firstValue("Retry-After").isPresent());
          waiting = http.sendAsync(seedQuestion(), HttpResponse.BodyHandlers.ofString());
          model.nextExchange(SOON);
        }
        process.destroy();
        Eventually.holds(PATIENCE_SECONDS, () -> send("health/ready").statusCode() == 503);
        HttpResponse<String> refused = send("api/v1/conversations");
        assertEquals(503, refused.statusCode(), refused.body());
        assertTrue(refused.headers().firstValue("Retry-After").isPresent());
        assertEquals("application/problem+json", type(refused));
        HttpResponse<String> stream = send("api/v1/events");
        assertEquals(200, stream.statusCode());
        assertEquals("text/event-stream", type(stream));
        assertTrue(stream.body().startsWith("retry: "), stream.body());

        seen.clear();
        while (process.isAlive()) {
          probe();
        }
        assertTrue(Set.of(0, 503).containsAll(seen.keySet()), "statuses of an end: " + seen);
        HttpResponse<String> cut = waiting.get(10, TimeUnit.SECONDS);
        assertEquals(503, cut.statusCode(), cut.body());
        assertTrue(cut.headers().firstValue("Retry-After").isPresent());
        assertFalse(RestClient.object(cut.body()).getBoolean("success"));
      } finally {
        process.destroyForcibly();
      }
    }
  }

  private HttpRequest seedQuestion() {
    return HttpRequest.newBuilder(base.resolve(SEED))
        .header("Content-Type", "application/json")
        .POST(
            HttpRequest.BodyPublishers.ofString(
                "{\"sessionId\":\"s\",\"messages\":[{\"role\":\"user\",\"content\":\"two\"}]}"))
        .build();
  }

  @Test
  void aStartThatFailsSaysWhyInOneLineAndEndsWithStatusOne() throws Exception {
    assertFails(SudaProcess.freePort(), "suda.heartbeat: \"abc\"", "suda.heartbeat=abc");
    assertFails(SudaProcess.freePort(), "suda.provider.a.base-url: ", "suda.providers=a");
    assertFails(70_000, "--port: \"70000\" is not a number from 1 to 65535");
    try (ServerSocket taken = new ServerSocket(0)) {
      assertFails(taken.getLocalPort(), "port " + taken.getLocalPort());
    }
    String url = "suda.db.url=jdbc:h2:file:" + directory.resolve("locked");
    try (SudaProcess first = SudaProcess.start(url)) {
      assertFails(SudaProcess.freePort(), "suda.db.url: ", url);
      assertEquals(200, new RestClient(first.base()).call("GET", "me", null).statusCode());
    }
  }

  private void assertFails(int port, String reason, String... properties) throws Exception {
    Files.deleteIfExists(output());
    Process process = start(port, properties);
    try {
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it runs on");
      assertEquals(1, process.exitValue());
      assertEquals(1, lines().size(), () -> String.join("\n", lines()));
      assertTrue(lines().get(0).contains(reason), lines().get(0));
    } finally {
      process.destroyForcibly();
    }
  }

  private Process start(int port, String... properties) throws IOException {
    return SudaProcess.process(port, output().toFile(), properties);
  }

  private Path output() {
    return directory.resolve("output");
  }

  private List<String> lines() {
    try {
      return Files.readAllLines(output());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One request of some forty a second. */
  private int probe() {
    LockSupport.parkNanos(PERIOD_NANOS);
    String path = PATHS.get(seen.values().stream().mapToInt(i -> i).sum() % PATHS.size());
    int status;
    try {
      status = send(path).statusCode();
    } catch (IllegalStateException e) {
      status = 0;
    }
    seen.merge(status, 1, Integer::sum);
    return status;
  }

  private HttpResponse<String> send(String path) {
    try {
      return http.send(
          HttpRequest.newBuilder(base.resolve(path)).timeout(SOON).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String type(HttpResponse<?> response) {
    return response.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
  }
}
