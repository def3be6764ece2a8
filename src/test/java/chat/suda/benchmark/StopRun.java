package chat.suda.benchmark;

import chat.suda.browser.SudaProcess;
import chat.suda.upstream.FakeUpstream;
import chat.suda.upstream.Sse;
import chat.suda.upstream.UpstreamExchange;
import chat.suda.upstream.UpstreamScript;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The delay from a stop until the model server's connection is closed, and until the client is
 * told.
 */
final class StopRun {

  private static final int WARM_UP = 100;
  private static final int ROUNDS = 200;
  private static final Duration SOON = Duration.ofSeconds(10);

  private final HttpClient http =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
  private final FakeUpstream model;
  private final URI api;

  private StopRun(FakeUpstream model, URI base) {
    this.model = model;
    this.api = base.resolve("api/v1/");
  }

  static void print() throws Exception {
    try (FakeUpstream model = FakeUpstream.start();
        SudaProcess server = SudaProcess.start("openai.base-url=" + model.baseUrl())) {
      model.onRequest(
          request ->
              request.streams() ? UpstreamScript.opened() : UpstreamScript.completion("A title"));
      StopRun run = new StopRun(model, server.base());
      long[][] nanos = new long[2][ROUNDS];
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        long[] one = run.stop();
        if (round >= 0) {
          nanos[0][round] = one[0];
          nanos[1][round] = one[1];
        }
      }
      System.out.printf("%n%-36s %8s %8s%n", "stop, " + ROUNDS + " times", "p50 ms", "p99 ms");
      printRow("seen by the model server after", nanos[0]);
      printRow("told to the client after", nanos[1]);
    }
  }

  /** Nanoseconds until the model server sees it, and until the client is told. */
  private long[] stop() throws Exception {
    String conversation = post("conversations", "{}").getString("id");
    String answer =
        post("conversations/" + conversation + "/messages", "{\"content\":\"Go\"}")
            .getJsonObject("assistantMessage")
            .getString("id");
    UpstreamExchange exchange = model.nextAnswer(SOON);
    exchange.send(Sse.content("and so on "));
    long asked = System.nanoTime();
    post("messages/" + answer + "/stop", "{}");
    long told = System.nanoTime();
    long closed = exchange.closedByPeer().get(SOON.toSeconds(), TimeUnit.SECONDS);
    return new long[] {closed - asked, told - asked};
  }

  private JsonObject post(String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(api.resolve(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
    }
    return Json.createReader(new StringReader(response.body())).readObject();
  }

  private static void printRow(String name, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        "%-36s %8.1f %8.1f%n",
        name, nanos[nanos.length / 2] / 1e6, nanos[nanos.length * 99 / 100 - 1] / 1e6);
  }
}
