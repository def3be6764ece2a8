package chat.suda.cluster;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.Eventually;
import chat.suda.browser.ChatPage;
import chat.suda.browser.Chromium;
import chat.suda.container.EventStreamClient;
import chat.suda.container.EventStreamClient.Received;
import chat.suda.container.RestClient;
import chat.suda.stream.redis.TestRedis;
import chat.suda.upstream.UpstreamExchange;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.options.Cookie;
import io.lettuce.core.api.sync.RedisServerCommands;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes that act as one for clients, and survive the loss of one. */
class ClusterIT {

  private static final int TOKENS = 100;
  private static final int PATIENCE_SECONDS = 30;
  private static final String WHOLE = TwoNodes.text(TOKENS);

  private static TestRedis redis;

  /** The first node's connection to Redis. */
  private static TcpProxy cable;

  private static TwoNodes nodes;

  private final RestClient a = new RestClient(nodes.base(0));
  private final RestClient b = a.at(nodes.base(1));

  @BeforeAll
  static void start() throws Exception {
    redis = new TestRedis();
    cable = new TcpProxy(redis.port());
    nodes = new TwoNodes(node -> "redis://127.0.0.1:" + (node == 0 ? cable.port() : redis.port()));
  }

  @AfterAll
  static void stop() throws Exception {
    nodes.close();
    cable.close();
    redis.close();
  }

  @BeforeEach
  void slowly() {
    nodes.upstream().reset();
    nodes.answer(TOKENS, 20);
  }

  private static void await(BooleanSupplier condition) {
    Eventually.holds(PATIENCE_SECONDS, condition);
  }

  private static String answer(JsonObject said) {
    return said.getJsonObject("assistantMessage").getString("id");
  }

  private ReconnectingClient follower(int firstNode, String conversation) {
    return new ReconnectingClient(nodes::base, firstNode, a, conversation);
  }

  /** A conversation whose answer has begun on the first node. */
  private String running(EventStreamClient there) throws Exception {
    String conversation = a.create("{}");
    a.say(conversation, "count");
    there.next(event -> event.type().equals("text") && event.data().getInt("offset") > 20);
    return conversation;
  }

  @Test
  void streamsOnOneNodeWhatTheOtherWritesAndContinuesItsSnapshot() throws Exception {
    try (EventStreamClient there = b.events()) {
      there.next("ready");
      String conversation = a.create("{}");
      a.say(conversation, "count");
      there.next("start");
      List<Received> first = new ArrayList<>();
      while (EventStreamClient.text(first).length() < 60) {
        first.add(there.next("text"));
      }
      JsonObject opened = b.open(conversation);
      JsonObject partial = opened.getJsonArray("messages").getJsonObject(1);
      assertEquals("streaming", partial.getString("status"));
      StringBuilder text = new StringBuilder(partial.getString("content"));
      try (EventStreamClient on = b.events("Last-Event-ID", opened.getString("cursor"))) {
        for (Received event : on.untilEnd()) {
          if (event.type().equals("text")) {
            assertEquals(text.length(), event.data().getInt("offset"));
            text.append(event.data().getString("content"));
          }
        }
      }
      assertEquals(WHOLE, text.toString());
      first.addAll(there.untilEnd());
      assertEquals(WHOLE, EventStreamClient.text(first));
    }
  }

  @Test
  void aFirstPollTellsTheCursorAndNothingAfterItIsMissed() {
    for (RestClient node : List.of(a, b)) {
      for (String wait : List.of("0", "25")) {
        JsonObject first = node.json(200, "GET", "events/poll?wait=" + wait, null);
        String cursor = first.getString("cursor");
        String conversation = a.create("{}");
        JsonObject next =
            node.json(200, "GET", "events/poll?wait=" + wait + "&after=" + cursor, null);
        assertTrue(("" + next.getJsonArray("events")).contains(conversation), () -> wait + next);
      }
    }
  }

  @Test
  void stopsOnAnyNode() throws Exception {
    try (EventStreamClient there = b.events()) {
      there.next("ready");
      String conversation = a.create("{}");
      String answer = answer(a.say(conversation, "count"));
      there.next("text");
      UpstreamExchange exchange = nodes.upstream().nextAnswer(Duration.ofSeconds(5));
      JsonObject stopped = b.json(200, "POST", "messages/" + answer + "/stop", null);
      assertEquals("stopped", stopped.getString("state"));
      assertTrue(stopped.getBoolean("upstreamClosed") && stopped.getBoolean("persisted"));
      exchange.closedByPeer().get(5, TimeUnit.SECONDS);
      assertEquals(stopped, a.json(200, "POST", "messages/" + answer + "/stop", null));
      assertEquals(stopped, b.json(200, "POST", "messages/" + answer + "/stop", null));
      JsonObject done = there.next("done").data();
      assertEquals("stopped", done.getString("finishReason"));
      assertEquals(stopped.getInt("length"), done.getInt("length"));
      assertEquals(
          stopped.getInt("length"), b.message(conversation, answer).getString("content").length());
    }
  }

  @Test
  void refusesASecondAnswerAndKnowsARepeatOnTheOtherNode() throws Exception {
    try (EventStreamClient there = b.events()) {
      there.next("ready");
      String conversation = a.create("{}");
      JsonObject first = a.say(conversation, "count", "Idempotency-Key", "k" + conversation);
      there.next("text");
      String path = "conversations/" + conversation + "/messages";
      assertEquals(409, b.call("POST", path, RestClient.said("again")).statusCode());
      JsonObject repeated = b.say(conversation, "count", "Idempotency-Key", "k" + conversation);
      assertEquals(answer(first), answer(repeated));
      assertEquals(204, b.call("DELETE", "conversations/" + conversation, null).statusCode());
      assertEquals("stopped", there.next("done").data().getString("finishReason"));
      there.next(event -> event.data() != null && event.data().containsKey("deleted"));
      assertEquals(404, a.call("GET", "conversations/" + conversation, null).statusCode());
    }
  }

  @Test
  void countsAUsersAnswersOnAllNodes() {
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      RestClient node = i % 2 == 0 ? a : b;
      answers.add(answer(node.say(node.create("{}"), "count")));
    }
    for (RestClient node : List.of(a, b)) {
      String path = "conversations/" + node.create("{}") + "/messages";
      HttpResponse<String> refused = node.call("POST", path, RestClient.said("one more"));
      assertEquals(429, refused.statusCode());
      assertTrue(refused.headers().firstValue("Retry-After").isPresent());
    }
    answers.forEach(id -> b.json(200, "POST", "messages/" + id + "/stop", null));
    a.say(a.create("{}"), "there is room again");
  }

  @Test
  void aSeedSessionIsOpenOnAllNodes() throws Exception {
    String session = "s" + System.nanoTime();
    String path = "api/v1/openai/chat/stream";
    try (EventStreamClient here =
        EventStreamClient.open(nodes.base(0).resolve(path + "?sessionId=" + session))) {
      here.next("ready");
      CompletableFuture<HttpResponse<String>> posted = ask(nodes.base(1).resolve(path), session);
      here.next("text");
      assertEquals(409, ask(nodes.base(0).resolve(path), session).join().statusCode());
      here.next("done");
      assertEquals(200, posted.join().statusCode());
      assertEquals(200, ask(nodes.base(0).resolve(path), session).join().statusCode());
    }
  }

  private static CompletableFuture<HttpResponse<String>> ask(URI endpoint, String session) {
    String body =
        "{\"sessionId\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"count\"}]}"
            .formatted(session);
    return HttpClient.newHttpClient()
        .sendAsync(
            HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void goesOnWhenTheNodeThatWritesIsKilled() throws Exception {
    try (EventStreamClient there = b.events()) {
      there.next("ready");
      String conversation = running(there);
      try (ReconnectingClient follower = follower(0, conversation)) {
        nodes.kill(0);
        there.next("restart");
        assertWhole(follower, conversation);
        assertEquals(1, follower.restarts);
      } finally {
        nodes.start(0);
      }
    }
  }

  /**
   * Behind a load balancer without sessions: the page's connections alternate between the nodes.
   */
  @Test
  void thePageGoesOnAtAnotherNodeAndSaysSo() throws Exception {
    nodes.answer(400, 20);
    try (Chromium chromium = new Chromium();
        EventStreamClient there = b.events()) {
      there.next("ready");
      BrowserContext browser =
          chromium.browser.newContext(new Browser.NewContextOptions().setLocale("en-GB"));
      String[] cookie = a.cookie().split("=", 2);
      browser.addCookies(
          List.of(new Cookie(cookie[0], cookie[1]).setUrl(nodes.balancer().toString())));
      ChatPage page = ChatPage.open(browser.newPage(), nodes.balancer());
      String conversation = running(there);
      page.page.evaluate("hash => { location.hash = hash }", "#/c/" + conversation);
      page.await("streaming");
      nodes.kill(0);
      page.await("complete");
      assertEquals(TwoNodes.text(400).strip(), page.shown());
      assertThat(page.answer()).containsText("Another server took over");
      nodes.answer(20, 5);
      page.ask("once more");
      page.await("complete");
      assertEquals(TwoNodes.text(20).strip(), page.shown());
    } finally {
      nodes.start(0);
    }
  }

  @Test
  void goesOnWithTheNextWordWhereTheModelCan() throws Exception {
    try (EventStreamClient there = a.events()) {
      there.next("ready");
      String conversation = b.create("{}");
      b.say(conversation, "count");
      there.next(event -> event.type().equals("text") && event.data().getInt("offset") > 20);
      try (ReconnectingClient follower = follower(1, conversation)) {
        nodes.kill(1);
        assertText(WHOLE, follower);
        assertEquals(0, follower.restarts, follower::toString);
        await(() -> !a.open(conversation).getJsonObject("conversation").getBoolean("running"));
        JsonObject stored = a.open(conversation).getJsonArray("messages").getJsonObject(1);
        assertEquals(WHOLE, stored.getString("content"));
        assertTrue(stored.isNull("usage"), "what the lost node's part cost is not known");
      } finally {
        nodes.start(1);
      }
    }
  }

  @Test
  void aNodeWhoseNetworkSwallowsEverythingGivesItsAnswersUp() throws Exception {
    try (EventStreamClient there = b.events()) {
      there.next("ready");
      String conversation = running(there);
      try (ReconnectingClient follower = follower(1, conversation)) {
        cable.silence();
        there.next("restart");
        await(() -> a.call("GET", "../../health/ready", null).statusCode() == 503);
        assertWhole(follower, conversation);
      } finally {
        cable.mend();
      }
      await(() -> a.call("GET", "../../health/ready", null).statusCode() == 200);
      a.say(a.create("{}"), "it is back");
    }
  }

  @Test
  void aStopThatDoesNotReachTheAnswersNodeIsNotCalledDone() throws Exception {
    nodes.answer(5000, 20);
    JsonObject answer = b.say(b.create("{}"), "count").getJsonObject("assistantMessage");
    String stop = "messages/" + answer.getString("id") + "/stop";
    cable.silence();
    try {
      await(() -> a.call("GET", "../../health/ready", null).statusCode() == 503);
      HttpResponse<String> refused = a.call("POST", stop, null);
      assertEquals(503, refused.statusCode(), refused.body());
      assertTrue(refused.headers().firstValue("Retry-After").isPresent());
    } finally {
      cable.mend();
    }
    await(() -> a.call("GET", "../../health/ready", null).statusCode() == 200);
    assertEquals("stopped", a.json(200, "POST", stop, null).getString("state"));
  }

  @Test
  void goesOnWhenRedisIsFlushed() throws Exception {
    nodes.answer(300, 20);
    try (EventStreamClient there = b.events()) {
      there.next("ready");
      String conversation = running(there);
      try (ReconnectingClient follower = follower(1, conversation)) {
        redis.with(RedisServerCommands::flushall);
        assertText(TwoNodes.text(300), follower);
        assertTrue(follower.resets > 0, "what was lost with Redis is told");
      }
    }
  }

  @Test
  void aFrozenNodeThatWakesWritesNothing() throws Exception {
    try (EventStreamClient there = b.events()) {
      there.next("ready");
      String conversation = running(there);
      try (ReconnectingClient follower = follower(1, conversation)) {
        nodes.signal(0, "STOP");
        there.next("restart");
        nodes.signal(0, "CONT");
        assertWhole(follower, conversation);
        assertEquals(
            WHOLE,
            a.open(conversation).getJsonArray("messages").getJsonObject(1).getString("content"));
      }
    }
  }

  @Test
  void handsItsAnswersOverWhenItIsEnded() throws Exception {
    // Longer than a node waits for its answers.
    nodes.answer(500, 20);
    try (EventStreamClient there = b.events()) {
      there.next("ready");
      String conversation = running(there);
      try (ReconnectingClient follower = follower(0, conversation)) {
        nodes.end(0);
        assertText(TwoNodes.text(500), follower);
      } finally {
        nodes.start(0);
      }
    }
  }

  @Test
  void goesOnWhenRedisComesBackEmpty() throws Exception {
    nodes.answer(400, 20);
    try (EventStreamClient there = b.events()) {
      there.next("ready");
      String conversation = running(there);
      try (ReconnectingClient follower = follower(1, conversation)) {
        redis.stop();
        await(() -> b.call("GET", "../../health/ready", null).statusCode() == 503);
        String other = "conversations/" + a.create("{}") + "/messages";
        HttpResponse<String> refused = b.call("POST", other, RestClient.said("now?"));
        assertEquals(503, refused.statusCode());
        assertEquals(
            "application/problem+json",
            refused.headers().firstValue("Content-Type").orElseThrow().replaceAll(";.*", ""));
        assertTrue(refused.headers().firstValue("Retry-After").isPresent());
        assertFalse(there.ended(), "streams stay open");
        redis.start();
        await(() -> b.call("GET", "../../health/ready", null).statusCode() == 200);
        assertText(TwoNodes.text(400), follower);
        assertTrue(follower.resets > 0, "what was lost with Redis is told");
      }
    }
  }

  private void assertWhole(ReconnectingClient follower, String conversation) throws Exception {
    assertTrue(follower.awaitEnd(PATIENCE_SECONDS), follower::toString);
    await(() -> !b.open(conversation).getJsonObject("conversation").getBoolean("running"));
    assertText(WHOLE, follower);
    assertEquals(1, follower.ends, follower::toString);
  }

  /** To its end, with nothing lost or duplicated. */
  private static void assertText(String expected, ReconnectingClient follower) throws Exception {
    assertTrue(follower.awaitEnd(PATIENCE_SECONDS), follower::toString);
    assertEquals(expected, follower.text());
    assertEquals(0, follower.lost, follower::toString);
    assertEquals(0, follower.doubled, follower::toString);
  }
}
