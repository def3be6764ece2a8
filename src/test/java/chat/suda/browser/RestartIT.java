package chat.suda.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.container.RestClient;
import chat.suda.upstream.FakeUpstream;
import chat.suda.upstream.Sse;
import chat.suda.upstream.UpstreamExchange;
import chat.suda.upstream.UpstreamScript;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conversations after the server has ended, regularly or not, and restarted. */
class RestartIT {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String SEED = "api/v1/openai/chat/stream";
  private static final String KEY = "said once";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir Path directory;

  private RestClient user;

  @Test
  void losesNothingButTheLastSecondWhenItIsKilledAndIsToldOffWhenItIsStopped() throws Exception {
    try (FakeUpstream model = FakeUpstream.start()) {
      model.onRequest(request -> UpstreamScript.opened());
      String conversation;
      String first;
      SudaProcess killed = start(model);
      try {
        user = new RestClient(killed.base());
        conversation = user.create("{}");
        first = say(killed, conversation);
        UpstreamExchange answer = model.nextExchange(SOON);
        answer.send(Sse.role() + Sse.content("kept "));
        // Stored within a second of the text before it.
        awaitStored(killed, conversation, "kept ");
        answer.send(Sse.content("lost?"));
      } finally {
        killed.kill();
      }
      try (SudaProcess again = start(model)) {
        JsonObject message = user.at(again.base()).message(conversation, first);
        assertEquals("interrupted", message.getString("status"));
        assertTrue(message.getString("content").startsWith("kept "), message.toString());
        assertTrue(message.getJsonObject("error").getBoolean("retryable"));
        assertFalse(
            user.at(again.base())
                .open(conversation)
                .getJsonObject("conversation")
                .getBoolean("running"));
        assertEquals(first, say(again, conversation), "the same key, the same answer");

        String retried =
            user.at(again.base())
                .json(202, "POST", "messages/" + first + "/regenerate", "")
                .getJsonObject("assistantMessage")
                .getString("id");
        UpstreamExchange answer = model.nextExchange(SOON);
        answer.send(Sse.role() + Sse.content("until the end"));
        CompletableFuture<String> stream = stream(again, "api/v1/events");
        awaitStored(again, conversation, "until the end");
        CompletableFuture<String> seedStream = stream(again, SEED + "?sessionId=parting");
        CompletableFuture<HttpResponse<String>> seed = askSeed(again);
        model.nextExchange(SOON).send(Sse.role() + Sse.content("half"));
        again.stop();
        HttpResponse<String> told = seed.get(30, TimeUnit.SECONDS);
        assertEquals(503, told.statusCode(), told.body());
        assertFalse(
            Json.createReader(new StringReader(told.body())).readObject().getBoolean("success"),
            told.body());
        String seedEvents = seedStream.get(30, TimeUnit.SECONDS);
        assertTrue(seedEvents.contains("\"type\":\"error\""), seedEvents);
        String events = stream.get(30, TimeUnit.SECONDS);
        assertTrue(events.contains("\"code\":\"interrupted\""), events);
        assertTrue(events.lastIndexOf("retry: ") > events.indexOf("interrupted"), events);
        try (SudaProcess third = start(model)) {
          JsonObject kept = user.at(third.base()).message(conversation, retried);
          assertEquals("interrupted", kept.getString("status"));
          assertEquals("until the end", kept.getString("content"));
        }
      }
    }
  }

  private SudaProcess start(FakeUpstream model) throws Exception {
    return SudaProcess.start(
        "openai.base-url=" + model.baseUrl(),
        "suda.db.url=jdbc:h2:file:" + directory.resolve("db"));
  }

  /** The text is displayed from memory first; only a kill shows whether it is stored. */
  private void awaitStored(SudaProcess server, String conversation, String text) {
    long seen = 0;
    while (seen == 0 || System.nanoTime() - seen < TimeUnit.SECONDS.toNanos(1)) {
      boolean there =
          user.at(server.base())
              .open(conversation)
              .getJsonArray("messages")
              .toString()
              .contains(text);
      seen = there && seen == 0 ? System.nanoTime() : seen;
    }
  }

  /** Everything up to the end, or to the broken connection. */
  private CompletableFuture<String> stream(SudaProcess server, String path) throws Exception {
    InputStream body =
        http.send(
                HttpRequest.newBuilder(server.base().resolve(path))
                    .header("Cookie", user.cookie())
                    .build(),
                HttpResponse.BodyHandlers.ofInputStream())
            .body();
    return CompletableFuture.supplyAsync(() -> all(body));
  }

  private static String all(InputStream body) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (body) {
      body.transferTo(all);
    } catch (IOException e) {
      // The last chunk may be missing; earlier ones count.
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  /** The original client's question, answered when its answer has ended. */
  private CompletableFuture<HttpResponse<String>> askSeed(SudaProcess server) {
    String question =
        "{\"sessionId\":\"parting\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    return http.sendAsync(
        HttpRequest.newBuilder(server.base().resolve(SEED))
            .header("Cookie", user.cookie())
            .POST(HttpRequest.BodyPublishers.ofString(question))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String say(SudaProcess server, String conversation) {
    return user.at(server.base())
        .say(conversation, "hello", "Idempotency-Key", KEY)
        .getJsonObject("assistantMessage")
        .getString("id");
  }
}
