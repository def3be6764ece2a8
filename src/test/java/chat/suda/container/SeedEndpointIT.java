package chat.suda.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.container.EventStreamClient.Received;
import chat.suda.upstream.Request;
import chat.suda.upstream.Sse;
import chat.suda.upstream.UpstreamExchange;
import chat.suda.upstream.UpstreamScript;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The seed endpoint as a client sees it, on a real server, with a model server that obeys the test.
 */
class SeedEndpointIT extends ContainerFixture {

  private static final HttpClient HTTP =
      new VerifyingClient(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
  private static final Duration SOON = Duration.ofSeconds(10);
  private static int sessions;

  private String session;

  @BeforeEach
  void newSession() {
    session = "session_" + ++sessions;
  }

  @Test
  void answersLikeTheOriginalServer() throws Exception {
    upstream.onRequest(request -> UpstreamScript.answer("안녕", "하세요", "\n 😀"));
    try (EventStreamClient stream = open()) {
      assertEquals(200, stream.response.statusCode());
      assertEquals("suda", stream.next(one -> one.comment() != null).comment());
      assertEquals("ready", stream.next(one -> one.data() != null).type());
      HttpResponse<String> posted = post(message("안녕"));
      assertEquals(200, posted.statusCode());
      assertEquals("{\"success\":true,\"message\":\"스트리밍 응답이 전송되었습니다.\"}", posted.body());
      List<Received> events = stream.untilEnd();
      assertEquals("안녕하세요\n 😀", EventStreamClient.text(events));
      Received done = events.get(events.size() - 1);
      assertEquals("done", done.type());
      assertEquals(session, done.data().getString("conversationId"));
      assertEquals("안녕하세요\n 😀".length(), done.data().getInt("length"));
      assertEquals(List.of("2000"), stream.retries());
    }
  }

  @Test
  void streamHasTheHeadersThatCachesAndProxiesNeed() throws Exception {
    try (EventStreamClient stream =
        open("Origin", "http://localhost:5173", "Accept-Encoding", "gzip")) {
      var headers = stream.response.headers();
      assertEquals("text/event-stream", headers.firstValue("Content-Type").orElseThrow());
      assertEquals("no-cache, no-transform", headers.firstValue("Cache-Control").orElseThrow());
      assertEquals("no", headers.firstValue("X-Accel-Buffering").orElseThrow());
      assertEquals(
          "http://localhost:5173", headers.firstValue("Access-Control-Allow-Origin").orElseThrow());
      assertEquals(
          "Content-Type", headers.firstValue("Access-Control-Allow-Headers").orElseThrow());
      assertTrue(headers.allValues("Vary").contains("Origin"));
      assertTrue(headers.firstValue("Content-Encoding").isEmpty());
      assertTrue(headers.firstValue("Set-Cookie").isEmpty());
    }
  }

  @Test
  void sendsTheSeedsDefaultsUpstreamAndKeepsZeros() throws Exception {
    try (EventStreamClient stream = open()) {
      stream.next("ready");
      post(message("one"));
      JsonObject sent = sentUpstream();
      assertEquals("gpt-4o-mini", sent.getString("model"));
      assertTrue(sent.getBoolean("stream"));
      assertEquals(0.7, sent.getJsonNumber("temperature").doubleValue());
      assertEquals(1000, sent.getInt("max_tokens"));
      assertEquals(1.0, sent.getJsonNumber("top_p").doubleValue());
      assertEquals(0.0, sent.getJsonNumber("frequency_penalty").doubleValue());
      post(
          "{\"sessionId\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"two\"}],"
                  .formatted(session)
              + "\"modelConfig\":{\"model\":\"m\",\"temperature\":0,\"topP\":0}}");
      sent = sentUpstream();
      assertEquals("m", sent.getString("model"));
      assertEquals(0.0, sent.getJsonNumber("temperature").doubleValue());
      assertEquals(0.0, sent.getJsonNumber("top_p").doubleValue());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | the body is not valid JSON | {",
        "400 | the body must be a JSON object | []",
        "400 | messages: is required | {'sessionId':'$'}",
        "400 | messages: must not be empty | {'sessionId':'$','messages':[]}",
        "400 | messages[0]: must be an object | {'sessionId':'$','messages':['x']}",
        "400 | messages[0].role: is required | {'sessionId':'$','messages':[{'content':'x'}]}",
        "400 | messages[0].role: must be one of | {'sessionId':'$','messages':[{'role':'x','content':'x'}]}",
        "400 | messages[0].content: must be a string | {'sessionId':'$','messages':[{'role':'user','content':3}]}",
        "400 | modelConfig: must be an object | {'sessionId':'$','messages':[{'role':'user','content':'x'}],'modelConfig':3}",
        "400 | modelConfig.temperature: must be between 0 and 2 | {'sessionId':'$','messages':[{'role':'user','content':'x'}],'modelConfig':{'temperature':2.1}}",
        "400 | modelConfig.topP: must be between 0 and 1 | {'sessionId':'$','messages':[{'role':'user','content':'x'}],'modelConfig':{'topP':-1}}",
        "400 | modelConfig.maxTokens: must be a whole number | {'sessionId':'$','messages':[{'role':'user','content':'x'}],'modelConfig':{'maxTokens':1.5}}",
        "400 | modelConfig.maxTokens: must be at least 1 | {'sessionId':'$','messages':[{'role':'user','content':'x'}],'modelConfig':{'maxTokens':0}}",
        "400 | modelConfig.presencePenalty: must be between -2 and 2 | {'sessionId':'$','messages':[{'role':'user','content':'x'}],'modelConfig':{'presencePenalty':1e999999}}",
        "400 | sessionId is required | {'messages':[{'role':'user','content':'x'}]}",
        "400 | sessionId must be | {'sessionId':'a b','messages':[{'role':'user','content':'x'}]}",
        "400 | SSE connection not found for session: nobody | {'sessionId':'nobody','messages':[{'role':'user','content':'x'}]}",
      })
  void refusesBadInputByNamingTheFieldAndSendsNothingUpstream(
      int status, String message, String body) throws Exception {
    try (EventStreamClient stream = open()) {
      stream.next("ready");
      HttpResponse<String> response =
          post(body.replace('\'', '"').replace("$", session), "Accept-Language", "en");
      assertEquals(status, response.statusCode(), response.body());
      JsonObject answer = json(response.body());
      assertFalse(answer.getBoolean("success"));
      assertTrue(answer.getString("message").startsWith(message), response.body());
      assertEquals(0, upstream.requests().size());
    }
  }

  @Test
  void refusesWhatIsTooLarge() throws Exception {
    try (EventStreamClient stream = open()) {
      stream.next("ready");
      assertEquals(413, post(message("x".repeat(200_001))).statusCode());
      assertEquals(413, post(message("x".repeat(1_100_000))).statusCode());
      assertEquals(0, upstream.requests().size());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', sessionId is required",
    "'sessionId=', sessionId is required",
    "'sessionId=a%20b', sessionId must be"
  })
  void refusesToOpenWithoutASession(String query, String message) throws Exception {
    HttpResponse<String> response = send(request("?" + query).header("Accept-Language", "en"));
    assertEquals(400, response.statusCode());
    assertTrue(json(response.body()).getString("message").startsWith(message), response.body());
  }

  @Test
  void refusesForeignOriginsAndAnswersThePreflightOfAllowedOnes() throws Exception {
    HttpResponse<String> foreign =
        send(
            request("")
                .header("Origin", "https://evil.example")
                .POST(HttpRequest.BodyPublishers.ofString(message("x"))));
    assertEquals(403, foreign.statusCode());
    assertFalse(json(foreign.body()).getBoolean("success"));
    HttpResponse<String> preflight =
        send(
            request("")
                .header("Origin", "https://chat.example")
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
    assertEquals(204, preflight.statusCode());
    assertEquals(
        "https://chat.example",
        preflight.headers().firstValue("Access-Control-Allow-Origin").orElseThrow());
    assertEquals(0, upstream.requests().size());
  }

  @Test
  void everyTokenReachesTheClientBeforeTheNextIsSentAndEveryTabGetsIt() throws Exception {
    upstream.enqueue(UpstreamScript.opened());
    try (EventStreamClient one = open();
        EventStreamClient two = open()) {
      one.next("ready");
      two.next("ready");
      CompletableFuture<HttpResponse<String>> posted = postAsync(message("x"));
      UpstreamExchange exchange = upstream.nextExchange(SOON);
      for (int i = 0; i < 20; i++) {
        exchange.send(Sse.content("token" + i + " "));
        for (EventStreamClient tab : List.of(one, two)) {
          assertEquals("token" + i + " ", tab.next("text").data().getString("content"));
        }
      }
      assertFalse(posted.isDone(), "the POST is answered when the stream has ended");
      assertEquals(409, post(message("y")).statusCode(), "one answer a session");
      exchange.send(Sse.finish("stop"));
      exchange.send(Sse.DONE);
      exchange.end();
      assertEquals("stop", one.next("done").data().getString("finishReason"));
      assertEquals(200, posted.get(10, TimeUnit.SECONDS).statusCode());
    }
  }

  @Test
  void aTabThatClosesDisturbsNeitherTheAnswerNorTheOtherTab() throws Exception {
    upstream.enqueue(UpstreamScript.opened());
    try (EventStreamClient stays = open()) {
      EventStreamClient leaves = open();
      stays.next("ready");
      leaves.next("ready");
      postAsync(message("x"));
      UpstreamExchange exchange = upstream.nextExchange(SOON);
      exchange.send(Sse.content("a"));
      leaves.next("text");
      leaves.close();
      for (int i = 0; i < 30; i++) {
        exchange.send(Sse.content("b"));
        if (i == 0) {
          stays.next("text");
        }
        assertEquals(i + 1, stays.next("text").data().getInt("offset"));
      }
      assertFalse(exchange.closedByPeer().isDone(), "disconnecting is not stopping");
      exchange.send(Sse.finish("stop"));
      exchange.send(Sse.DONE);
      exchange.end();
      stays.next("done");
    }
  }

  @Test
  void resumesExactlyAfterTheLastEventId() throws Exception {
    upstream.enqueue(UpstreamScript.opened());
    EventStreamClient first = open();
    first.next("ready");
    postAsync(message("x"));
    UpstreamExchange exchange = upstream.nextExchange(SOON);
    exchange.send(Sse.content("one "));
    Received last = first.next("text");
    first.close();
    exchange.send(Sse.content("two "));
    try (EventStreamClient second = open("Last-Event-ID", last.id())) {
      Received ready = second.next(one -> one.data() != null);
      assertEquals("ready", ready.type());
      assertEquals(last.id(), ready.id());
      assertEquals(4, second.next("text").data().getInt("offset"));
      exchange.send(Sse.content("three"));
      assertEquals("three", second.next("text").data().getString("content"));
      exchange.send(Sse.finish("stop"));
      exchange.send(Sse.DONE);
      exchange.end();
      second.next("done");
    }
    try (EventStreamClient third = openWith("&lastEventId=" + last.id())) {
      assertEquals(last.id(), third.next("ready").id());
      List<Received> rest = third.untilEnd();
      assertEquals("done", rest.get(rest.size() - 1).type());
    }
  }

  @Test
  void takesAnEmptyCursorForNone() throws Exception {
    for (EventStreamClient stream : List.of(open("Last-Event-ID", ""), openWith("&lastEventId="))) {
      try (stream) {
        assertEquals("ready", stream.next(one -> one.data() != null).type());
        Received next = stream.next(one -> one.data() != null || "heartbeat".equals(one.comment()));
        assertEquals("heartbeat", next.comment());
      }
    }
  }

  @Test
  void resetsWhereTheCursorIsNotKnown() throws Exception {
    for (String cursor : List.of("nonsense", "x".repeat(500), "1-1")) {
      try (EventStreamClient stream = open("Last-Event-ID", cursor)) {
        Received ready = stream.next(one -> one.data() != null);
        Received reset = stream.next(one -> one.data() != null);
        assertEquals("ready", ready.type());
        assertEquals("reset", reset.type());
      }
    }
  }

  @Test
  void stopClosesTheUpstreamConnectionAtOnceAndIsAnsweredWhenThatIsTrue() throws Exception {
    upstream.enqueue(UpstreamScript.opened());
    try (EventStreamClient stream = open()) {
      stream.next("ready");
      CompletableFuture<HttpResponse<String>> posted = postAsync(message("x"));
      UpstreamExchange exchange = upstream.nextExchange(SOON);
      String id = stream.next("start").data().getString("messageId");
      exchange.send(Sse.content("partial"));
      stream.next("text");
      JsonObject stopped = json(stop(id).body());
      assertEquals("stopped", stopped.getString("state"));
      assertTrue(stopped.getBoolean("upstreamClosed"));
      assertEquals(7, stopped.getInt("length"));
      exchange.closedByPeer().get(5, TimeUnit.SECONDS);
      JsonObject done = stream.next("done").data();
      assertEquals("stopped", done.getString("finishReason"));
      assertEquals(7, done.getInt("length"));
      assertEquals(200, posted.get(10, TimeUnit.SECONDS).statusCode());
      assertEquals(stopped, json(stop(id).body()), "again: the same");
    }
  }

  @Test
  void stopsBeforeTheFirstToken() throws Exception {
    upstream.enqueue(UpstreamScript.opened());
    try (EventStreamClient stream = open()) {
      stream.next("ready");
      postAsync(message("x"));
      UpstreamExchange exchange = upstream.nextExchange(SOON);
      String id = stream.next("start").data().getString("messageId");
      assertEquals(0, json(stop(id).body()).getInt("length"));
      exchange.closedByPeer().get(5, TimeUnit.SECONDS);
      assertEquals("stopped", stream.next("done").data().getString("finishReason"));
    }
  }

  @Test
  void failsWithOneErrorAndKeepsWhatHadArrivedWithoutSecrets() throws Exception {
    upstream.enqueue(
        UpstreamScript.status(
            401, Map.of(), "{\"error\":{\"message\":\"Incorrect API key: sk-test-0123456789\"}}"));
    try (EventStreamClient stream = open()) {
      stream.next("ready");
      HttpResponse<String> posted = post(message("x"));
      assertEquals(500, posted.statusCode());
      JsonObject error = stream.next("error").data();
      assertTrue(error.getString("error").startsWith("OpenAI 스트리밍 API 호출 실패: "));
      assertEquals("unauthorized", error.getString("code"));
      assertFalse(error.getBoolean("retryable"));
      assertFalse((error + posted.body()).contains("sk-test-0123456789"));
    }
  }

  @Test
  void upstreamSilenceFailsTheMessage() throws Exception {
    upstream.enqueue(UpstreamScript.opened());
    try (EventStreamClient stream = open()) {
      stream.next("ready");
      CompletableFuture<HttpResponse<String>> posted = postAsync(message("x"));
      UpstreamExchange exchange = upstream.nextExchange(SOON);
      exchange.send(Sse.content("then nothing"));
      JsonObject error = stream.next("error").data();
      assertEquals("idle_timeout", error.getString("code"));
      assertTrue(error.getBoolean("retryable"));
      exchange.closedByPeer().get(5, TimeUnit.SECONDS);
      assertEquals(500, posted.get(10, TimeUnit.SECONDS).statusCode());
    }
  }

  @Test
  void heartbeatsComeBetweenEvents() throws Exception {
    try (EventStreamClient stream = open()) {
      stream.next("ready");
      for (int i = 0; i < 3; i++) {
        assertEquals("heartbeat", stream.next(one -> one.comment() != null).comment());
      }
    }
  }

  @Test
  void aSessionOpenedWithACookieIsItsOwnersOnly() throws Exception {
    String owner = cookie();
    String other = cookie();
    upstream.onRequest(request -> UpstreamScript.answer("secret"));
    try (EventStreamClient stream = open("Cookie", owner);
        EventStreamClient strangers = open("Cookie", other);
        EventStreamClient nobodys = open()) {
      stream.next("ready");
      strangers.next("ready");
      nobodys.next("ready");
      assertEquals(200, post(message("x"), "Cookie", owner).statusCode());
      String id = stream.next("done").data().getString("messageId");
      assertEquals(404, stop(id, "Cookie", other).statusCode());
      assertEquals(404, stop(id).statusCode());
      assertEquals(200, stop(id, "Cookie", owner).statusCode());
      // Each of the others hears its own answer first, so nothing of the owner's.
      post(message("x"), "Cookie", other);
      post(message("x"));
      assertFalse(id.equals(strangers.next("start").data().getString("messageId")));
      assertFalse(id.equals(nobodys.next("start").data().getString("messageId")));
    }
  }

  @Test
  void speaksEnglishWhereAskedTo() throws Exception {
    try (EventStreamClient stream = open()) {
      stream.next("ready");
      HttpResponse<String> posted = post(message("x"), "Accept-Language", "en-GB,ko;q=0.5");
      assertEquals("The streamed answer was sent.", json(posted.body()).getString("message"));
    }
  }

  @Test
  void unknownPathsAnswerClearlyAndWithoutTheServersOwnPage() throws Exception {
    for (String path : List.of("nothing", "api/v1/nothing", "api/v1/messages/x/stop")) {
      HttpResponse<String> response = send(HttpRequest.newBuilder(base.toURI().resolve(path)));
      assertTrue(response.statusCode() == 404 || response.statusCode() == 405, path);
      assertEquals(response.statusCode(), json(response.body()).getInt("status"), path);
      assertFalse(response.body().matches("(?is).*(payara|wildfly|undertow|exception).*"), path);
    }
  }

  @Test
  void everyMetricIsThereFromTheStart() throws Exception {
    MetricsSnapshot figures = figures();
    for (String name :
        List.of(
            "suda_open_streams",
            "suda_active_answers",
            "suda_log_bytes",
            "suda_events_sent_total",
            "suda_bytes_sent_total",
            "suda_tokens_received_total",
            "suda_resumes_total",
            "suda_resets_total",
            "suda_evictions_total",
            "suda_takeovers_total",
            "suda_upstream_errors_total{code=\"unreachable\"}",
            "suda_upstream_errors_total{code=\"malformed\"}",
            "suda_refused_total{limit=\"connections\"}",
            "suda_refused_total{limit=\"connections-per-user\"}",
            "suda_refused_total{limit=\"generations\"}",
            "suda_refused_total{limit=\"generations-per-user\"}",
            "suda_first_token_seconds_bucket{le=\"0.05\"}",
            "suda_first_token_seconds_bucket{le=\"60.0\"}",
            "suda_first_token_seconds_sum",
            "suda_first_token_seconds_count",
            "suda_relay_delay_seconds_bucket{le=\"5.0E-4\"}",
            "suda_relay_delay_seconds_bucket{le=\"1.0\"}",
            "suda_relay_delay_seconds_bucket{le=\"+Inf\"}",
            "suda_relay_delay_seconds_sum",
            "suda_relay_delay_seconds_count")) {
      assertTrue(figures.of(name) >= 0, name);
    }
  }

  @Test
  void metricsMoveAsTheyShould() throws Exception {
    upstream.enqueue(
        UpstreamScript.opened(),
        UpstreamScript.status(401, Map.of(), "{\"error\":{\"message\":\"no\"}}"));
    MetricsSnapshot before = figures();
    Received last;
    try (EventStreamClient stream = open()) {
      stream.next("ready");
      postAsync(message("x"));
      UpstreamExchange exchange = upstream.nextExchange(SOON);
      exchange.send(Sse.content("a"));
      stream.next("text");
      exchange.send(Sse.content("b"));
      last = stream.next("text");
      MetricsSnapshot during = figures();
      assertEquals(1, during.of("suda_active_answers"));
      assertTrue(during.of("suda_open_streams") >= 1);
      assertTrue(during.since(before, "suda_log_bytes") > 0);
      exchange.send(Sse.finish("stop"));
      exchange.send(Sse.DONE);
      exchange.end();
      stream.next("done");
      assertEquals(500, post(message("y")).statusCode());
      stream.next("error");
    }
    try (EventStreamClient resumed = open("Last-Event-ID", last.id());
        EventStreamClient reset = open("Last-Event-ID", "nonsense")) {
      resumed.next("error");
      reset.next("reset");
    }
    // ready, start, 2 texts, done, start, error; ready, done, start, error; ready, reset
    MetricsSnapshot after = figuresAfter(before, "suda_events_sent_total", 13);
    assertEquals(0, after.of("suda_active_answers"));
    assertEquals(2, after.since(before, "suda_tokens_received_total"));
    assertTrue(after.since(before, "suda_bytes_sent_total") > 13 * 40);
    assertEquals(1, after.since(before, "suda_resumes_total"));
    assertEquals(1, after.since(before, "suda_resets_total"));
    assertEquals(0, after.since(before, "suda_evictions_total"));
    assertEquals(1, after.since(before, "suda_upstream_errors_total{code=\"unauthorized\"}"));
    assertEquals(1, after.since(before, "suda_first_token_seconds_count"));
    assertTrue(after.since(before, "suda_relay_delay_seconds_count") >= 4);
  }

  @Test
  void anEventStreamOverTheUsersLimitIsTurnedAwayAndCounted() throws Exception {
    String limit = "suda_refused_total{limit=\"connections-per-user\"}";
    String me = cookie();
    MetricsSnapshot before = figures();
    List<EventStreamClient> streams = new ArrayList<>();
    try {
      for (int i = 0; i < 50; i++) {
        streams.add(open("Cookie", me));
      }
      try (EventStreamClient busy = open("Cookie", me)) {
        assertEquals("busy", busy.next("error").data().getString("code"));
        assertEquals(List.of("30000"), busy.retries());
      }
      MetricsSnapshot during = figures();
      assertEquals(1, during.since(before, limit));
      assertTrue(during.of("suda_open_streams") >= 50);
    } finally {
      for (EventStreamClient stream : streams) {
        stream.close();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"live", "ready"})
  void healthIsUp(String kind) throws Exception {
    URI management = URI.create("http://localhost:19990/");
    boolean wildfly = System.getProperty("arquillian.launch").equals("wildfly");
    URI server = wildfly ? management : base.toURI();
    HttpResponse<String> response = send(HttpRequest.newBuilder(server.resolve("/health/" + kind)));
    assertEquals(200, response.statusCode(), response.body());
    assertTrue(
        json(response.body()).getJsonArray("checks").stream()
            .map(check -> check.asJsonObject())
            .anyMatch(
                check ->
                    check.getString("name").equals("suda")
                        && check.getString("status").equals("UP")),
        response.body());
  }

  private MetricsSnapshot figures() throws Exception {
    return MetricsSnapshot.scrape(base.toURI().resolve("metrics"));
  }

  /** A client may have an event a moment before the server has counted it. */
  private MetricsSnapshot figuresAfter(MetricsSnapshot before, String name, double growth)
      throws Exception {
    MetricsSnapshot now = figures();
    for (int i = 0; i < 200 && now.since(before, name) < growth; i++) {
      TimeUnit.MILLISECONDS.sleep(50);
      now = figures();
    }
    assertEquals(growth, now.since(before, name), name);
    return now;
  }

  @Test
  void aClientThatKnowsOnlyWhatTheOriginalKnewGetsAWholeAnswer() throws Exception {
    upstream.onRequest(request -> UpstreamScript.answer("안녕", "하세요", "!\n", "무엇을 도와드릴까요?"));
    try (OriginalClient client = new OriginalClient(uri("?sessionId=" + session))) {
      client.connected().get(10, TimeUnit.SECONDS);
      assertEquals(200, post(message("안녕")).statusCode());
      assertEquals("안녕하세요!\n무엇을 도와드릴까요?", client.answer().get(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void longPollingReadsTheSameLogByTheSameCursor() throws Exception {
    upstream.onRequest(request -> UpstreamScript.answer("one ", "two ", "three"));
    JsonObject first = poll("");
    assertEquals(0, first.getJsonArray("events").size());
    CompletableFuture<HttpResponse<String>> posted = postAsync(message("x"));
    String cursor = first.getString("cursor");
    StringBuilder text = new StringBuilder();
    String type = "";
    while (!type.equals("done")) {
      JsonObject next = poll("&wait=10&after=" + cursor);
      cursor = next.getString("cursor");
      for (JsonObject event : next.getJsonArray("events").getValuesAs(JsonObject.class)) {
        JsonObject data = event.getJsonObject("data");
        type = data.getString("type");
        if (type.equals("text")) {
          assertEquals(text.length(), data.getInt("offset"));
          text.append(data.getString("content"));
        }
      }
    }
    assertEquals("one two three", text.toString());
    assertEquals(200, posted.get(10, TimeUnit.SECONDS).statusCode());
    JsonObject nothing = poll("&wait=1&after=" + cursor);
    assertEquals(0, nothing.getJsonArray("events").size());
    assertEquals(cursor, nothing.getString("cursor"), "good for the next poll");
    JsonObject reset = poll("&wait=10&after=nonsense");
    assertEquals(
        "reset",
        reset.getJsonArray("events").getJsonObject(0).getJsonObject("data").getString("type"));
    try (EventStreamClient stream = open("Last-Event-ID", first.getString("cursor"))) {
      assertEquals("one two three", EventStreamClient.text(stream.untilEnd()));
    }
  }

  @Test
  void everyUserHasAStreamOfTheirOwnAndSeedAnswersDoNotShowInIt() throws Exception {
    URI events = base.toURI().resolve("api/v1/events");
    try (EventStreamClient nobody = EventStreamClient.open(events)) {
      assertTrue(nobody.response.headers().firstValue("Set-Cookie").isPresent());
    }
    String owner = cookie();
    try (EventStreamClient own = EventStreamClient.open(events, "Cookie", owner);
        EventStreamClient seed = open("Cookie", owner)) {
      assertEquals("ready", own.next(one -> one.data() != null).type());
      seed.next("ready");
      post(message("x"), "Cookie", owner);
      seed.next("done");
      HttpResponse<String> polled =
          send(
              HttpRequest.newBuilder(URI.create(events + "/poll?wait=0&after=nonsense"))
                  .header("Cookie", owner));
      assertEquals(1, json(polled.body()).getJsonArray("events").size(), polled.body());
    }
    HttpResponse<String> wrong =
        send(
            HttpRequest.newBuilder(URI.create(events + "/poll?wait=forever"))
                .header("Accept-Language", "en"));
    assertEquals(400, wrong.statusCode());
    assertEquals(
        "wait", json(wrong.body()).getJsonArray("errors").getJsonObject(0).getString("field"));
  }

  private JsonObject poll(String query) throws Exception {
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(
                base.toURI()
                    .resolve("api/v1/openai/chat/stream/poll?sessionId=" + session + query)));
    assertEquals(200, response.statusCode(), response.body());
    return json(response.body());
  }

  private EventStreamClient open(String... headers) throws Exception {
    return openWith("", headers);
  }

  private EventStreamClient openWith(String query, String... headers) throws Exception {
    return EventStreamClient.open(uri("?sessionId=" + session + query), headers);
  }

  private URI uri(String query) throws Exception {
    return base.toURI().resolve("api/v1/openai/chat/stream" + query);
  }

  private HttpRequest.Builder request(String query) throws Exception {
    return HttpRequest.newBuilder(uri(query)).timeout(Duration.ofSeconds(20));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.header("X-Test", "1").build(), HttpResponse.BodyHandlers.ofString());
  }

  private String message(String content) {
    return "{\"sessionId\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
        .formatted(session, content);
  }

  private HttpRequest posting(String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        request("")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return request.build();
  }

  private HttpResponse<String> post(String body, String... headers) throws Exception {
    return HTTP.send(posting(body, headers), HttpResponse.BodyHandlers.ofString());
  }

  private CompletableFuture<HttpResponse<String>> postAsync(String body) throws Exception {
    return HTTP.sendAsync(posting(body), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> stop(String messageId, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.toURI().resolve("api/v1/messages/" + messageId + "/stop"))
            .POST(HttpRequest.BodyPublishers.noBody());
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  private String cookie() throws Exception {
    HttpResponse<String> me = send(HttpRequest.newBuilder(base.toURI().resolve("api/v1/me")));
    String cookie = me.headers().firstValue("Set-Cookie").orElseThrow();
    assertTrue(cookie.contains("; HttpOnly; SameSite=Lax"), cookie);
    return cookie.substring(0, cookie.indexOf(';'));
  }

  private JsonObject sentUpstream() throws Exception {
    List<Request> requests = upstream.requests();
    return json(requests.get(requests.size() - 1).body());
  }

  private static JsonObject json(String text) {
    return Json.createReader(new StringReader(text)).readObject();
  }
}
