package chat.suda.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.suda.upstream.FakeUpstream;
import chat.suda.upstream.Sse;
import chat.suda.upstream.UpstreamExchange;
import chat.suda.upstream.UpstreamScript;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One seed session of a running server: its questions, and the model server's side of them. */
final class SeedSession {

  private static final HttpClient HTTP =
      new VerifyingClient(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
  private static final Pattern CONTENT = Pattern.compile("\"content\":\"([^\"]+)\"");
  private static final Map<String, Question> QUESTIONS = new ConcurrentHashMap<>();

  private record Question(UpstreamScript script, CompletableFuture<UpstreamExchange> exchange) {}

  private final URI base;
  final String session;
  private int questions;

  SeedSession(URI base, String session) {
    this.base = base;
    this.session = session;
  }

  /** Has the upstream tell the questions of all sessions apart. */
  static void serve(FakeUpstream upstream) {
    upstream.onRequest(
        request -> {
          Matcher content = CONTENT.matcher(request.body());
          if (!content.find()) {
            throw new AssertionError(request.body());
          }
          Question question = QUESTIONS.remove(content.group(1));
          return exchange -> {
            question.exchange.complete(exchange);
            question.script.play(exchange);
          };
        });
  }

  URI stream() {
    return base.resolve("api/v1/openai/chat/stream?sessionId=" + session);
  }

  CutClient client() {
    return new CutClient(stream());
  }

  /** A POST and what comes of it. */
  record Asked(
      CompletableFuture<HttpResponse<String>> posted,
      CompletableFuture<UpstreamExchange> exchange) {

    /** The upstream's side, once it has the question. */
    UpstreamExchange upstream() throws Exception {
      return exchange.get(10, TimeUnit.SECONDS);
    }

    void assertAnswered() throws Exception {
      HttpResponse<String> response = posted.get(20, TimeUnit.SECONDS);
      assertEquals(200, response.statusCode(), response.body());
    }
  }

  /** Asks; the upstream plays the script. */
  Asked ask(UpstreamScript script) {
    CompletableFuture<UpstreamExchange> exchange = new CompletableFuture<>();
    HttpRequest post =
        HttpRequest.newBuilder(stream())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(question(script, exchange)))
            .build();
    return new Asked(HTTP.sendAsync(post, HttpResponse.BodyHandlers.ofString()), exchange);
  }

  /** The body of a POST to which the upstream will play the script. */
  String question(UpstreamScript script, CompletableFuture<UpstreamExchange> exchange) {
    String content = session + " " + ++questions;
    QUESTIONS.put(content, new Question(script, exchange));
    return "{\"sessionId\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
        .formatted(session, content);
  }

  CompletableFuture<JsonObject> stop(String messageId) {
    HttpRequest stop =
        HttpRequest.newBuilder(base.resolve("api/v1/messages/" + messageId + "/stop"))
            .timeout(Duration.ofSeconds(10))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return HTTP.sendAsync(stop, HttpResponse.BodyHandlers.ofString())
        .thenApply(
            response -> {
              assertEquals(200, response.statusCode(), response.body());
              return Json.createReader(new StringReader(response.body())).readObject();
            });
  }

  /** Ends an answer as a model does that has said all. */
  static void finish(UpstreamExchange exchange) throws IOException {
    exchange.send(Sse.finish("stop") + Sse.DONE);
    exchange.end();
  }
}
