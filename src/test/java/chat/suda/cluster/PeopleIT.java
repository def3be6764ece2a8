package chat.suda.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.Eventually;
import chat.suda.container.EventStreamClient;
import chat.suda.container.EventStreamClient.Received;
import chat.suda.container.RestClient;
import chat.suda.login.FakeProvider;
import chat.suda.login.Visitor;
import chat.suda.stream.redis.TestRedis;
import chat.suda.upstream.FakeMcpServer;
import chat.suda.upstream.Sse;
import chat.suda.upstream.UpstreamExchange;
import chat.suda.upstream.UpstreamScript;
import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** People, their logins, limits and tools are the same on both nodes. */
class PeopleIT {

  private static final int PATIENCE_SECONDS = 30;
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final int QUESTIONS_PER_MINUTE = 12;

  /** Number of repetitions of races between two calls. */
  private static final int RACES = 10;

  private static FakeProvider provider;
  private static FakeMcpServer mcp;
  private static TestRedis redis;
  private static TwoNodes nodes;

  /** A browser that is logged in at the first node, and that person at each of them. */
  private record Person(Visitor visitor, RestClient a, RestClient b) {

    List<RestClient> both() {
      return List.of(a, b);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    provider = new FakeProvider();
    mcp = FakeMcpServer.start(0);
    redis = new TestRedis();
    nodes =
        new TwoNodes(
            node -> redis.setting(),
            "suda.auth=oidc",
            "suda.public-url=http://localhost:{port}",
            "suda.oidc.issuer=" + provider.issuer(),
            "suda.oidc.client-id=suda",
            "suda.oidc.client-secret=client-secret",
            "suda.quota.questions-per-minute=" + QUESTIONS_PER_MINUTE,
            "suda.quota.frugal.tokens-per-day=1500",
            "suda.mcp=asking",
            "suda.mcp.asking.url=" + mcp.url(),
            "suda.mcp.asking.token=" + FakeMcpServer.TOKEN,
            "suda.mcp.asking.tools=echo");
  }

  @AfterAll
  static void stop() throws Exception {
    nodes.close();
    redis.close();
    mcp.close();
    provider.close();
  }

  @BeforeEach
  void reset() {
    provider.claims = Map.of();
    nodes.upstream().reset();
    nodes.answer(5, 0);
    mcp.reset();
  }

  private static Person person(String name) throws Exception {
    provider.subject = name;
    Visitor visitor = new Visitor(nodes.base(0));
    HttpResponse<String> callback = visitor.login("/");
    assertEquals(302, callback.statusCode(), callback.body());
    RestClient a = new RestClient(nodes.base(0), visitor.cookies());
    return new Person(visitor, a, a.at(nodes.base(1)));
  }

  private static String answer(JsonObject said) {
    return said.getJsonObject("assistantMessage").getString("id");
  }

  private static int status(RestClient at) {
    return at.call("GET", "me", null).statusCode();
  }

  @Test
  void aLogoutAtOneNodeEndsTheStreamsAtTheOther() throws Exception {
    Person alice = person("alice");
    try (EventStreamClient there = alice.b().events()) {
      there.next("ready");
      String before = alice.a().cookie();
      assertEquals(200, status(alice.b()));
      assertEquals(200, alice.visitor().call("POST", "logout", "").statusCode());
      assertSignedOut(there);
      for (RestClient node : alice.both()) {
        assertEquals(401, node.call("GET", "me", null, "Cookie", before).statusCode());
        assertEquals(401, status(node));
      }
    }
  }

  private static void assertSignedOut(EventStreamClient stream) throws Exception {
    assertEquals("signed_out", stream.next("error").data().getString("code"));
    Eventually.holds(PATIENCE_SECONDS, stream::ended);
  }

  @Test
  void aLogoutByTheProviderEndsTheStreamsAtBothNodesAndNoOthers() throws Exception {
    provider.claims = Map.of("sid", "session-1");
    Person here = person("bob");
    provider.claims = Map.of("sid", "session-2");
    Person elsewhere = person("bob");
    try (EventStreamClient first = here.a().events();
        EventStreamClient second = here.b().events();
        EventStreamClient other = elsewhere.b().events()) {
      for (EventStreamClient stream : List.of(first, second, other)) {
        stream.next("ready");
      }
      String token = provider.logoutToken("jti-1", Map.of("sid", "session-1"));
      assertEquals(200, backChannel(token));
      assertSignedOut(first);
      assertSignedOut(second);
      here.both().forEach(node -> assertEquals(401, status(node)));
      elsewhere.both().forEach(node -> assertEquals(200, status(node)));
      // At the other node, of all of the person's sessions.
      assertEquals(200, backChannel(provider.logoutToken("jti-2", Map.of("sub", "bob"))));
      assertSignedOut(other);
      elsewhere.both().forEach(node -> assertEquals(401, status(node)));
    }
  }

  private static int backChannel(String token) throws Exception {
    return new Visitor(nodes.base(0))
        .call(
            "POST",
            "login/backchannel",
            "logout_token=" + token,
            "Content-Type",
            "application/x-www-form-urlencoded")
        .statusCode();
  }

  @Test
  void whatIsAnsweredOnBothNodesCountsIntoOneQuotaOfTokens() throws Exception {
    provider.claims = Map.of("groups", List.of("frugal"));
    Person carol = person("carol");
    // What a model server counts is taken: 600 for each answer.
    nodes
        .upstream()
        .onRequest(
            request ->
                request.streams()
                    ? UpstreamScript.stream(
                        Sse.content("Hello") + Sse.finish("stop") + Sse.usage(3, 597) + Sse.DONE)
                    : UpstreamScript.status(500, Map.of(), "no title"));
    try (EventStreamClient stream = carol.b().events()) {
      stream.next("ready");
      for (RestClient node : List.of(carol.a(), carol.b(), carol.a())) {
        node.say(node.create("{}"), "Hello?");
        stream.next("done");
      }
    }
    Eventually.holds(PATIENCE_SECONDS, () -> tokensToday(carol.b()) == 1800);
    assertEquals(1800, tokensToday(carol.a()));
    carol.both().forEach(PeopleIT::assertOverQuota);
  }

  private static int tokensToday(RestClient person) {
    return person.json(200, "GET", "me", null).getJsonObject("quota").getInt("tokensToday");
  }

  private static void assertOverQuota(RestClient person) {
    String path = "conversations/" + person.create("{}") + "/messages";
    HttpResponse<String> refused = person.call("POST", path, RestClient.said("one more"));
    assertEquals(429, refused.statusCode(), refused.body());
    assertEquals("quota", RestClient.object(refused.body()).getString("code"));
    assertTrue(refused.headers().firstValue("Retry-After").isPresent());
  }

  /** Asked on both at the same time: no node may count without the other. */
  @Test
  void bothNodesTakeTogetherTheQuestionsOfAMinute() throws Exception {
    Person dora = person("dora");
    List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
    for (int i = 0; i < QUESTIONS_PER_MINUTE; i++) {
      for (RestClient node : dora.both()) {
        String path = "conversations/" + node.create("{}") + "/messages";
        asked.add(node.callAsync("POST", path, RestClient.said("Hello?")));
      }
    }
    List<Integer> statuses = asked.stream().map(one -> one.join().statusCode()).toList();
    assertEquals(
        QUESTIONS_PER_MINUTE,
        statuses.stream().filter(status -> status == 202).count(),
        "" + statuses);
    dora.both().forEach(PeopleIT::assertOverQuota);
  }

  @Test
  void aCallThatWaitsAtOneNodeIsDecidedOnceAtAnother() throws Exception {
    Person erin = person("erin");
    nodes
        .upstream()
        .onRequest(
            request ->
                !request.streams()
                    ? UpstreamScript.completion("A title")
                    : request.body().contains("\"role\":\"tool\"")
                        ? UpstreamScript.answer("It said hello.")
                        : UpstreamScript.stream(
                            Sse.toolCall(0, "c1", "asking_echo", "{\"text\":\"hello\"}")
                                + Sse.finish("tool_calls")
                                + Sse.DONE));
    try (EventStreamClient stream = erin.b().events()) {
      stream.next("ready");
      for (int race = 0; race < RACES; race++) {
        mcp.reset();
        RestClient at = erin.both().get(race % 2);
        RestClient other = erin.both().get(1 - race % 2);
        String conversation = at.create("{}");
        String answer = answer(at.say(conversation, "go"));
        Received waiting = stream.next("tool");
        assertEquals("waiting", waiting.data().getString("state"));
        String path = "messages/" + answer + "/tools/" + waiting.data().getString("callId");
        List<CompletableFuture<HttpResponse<String>>> decided =
            Stream.of(other, race < RACES / 2 ? other : at)
                .map(node -> node.callAsync("POST", path, "{\"allow\":true}"))
                .toList();
        assertEquals(
            List.of(204, 409),
            decided.stream().map(one -> one.join().statusCode()).sorted().toList());
        List<Received> events = stream.untilEnd();
        assertEquals("It said hello.", EventStreamClient.text(events));
        JsonObject call =
            other.message(conversation, answer).getJsonArray("tools").getJsonObject(0);
        assertEquals("done", call.getString("state"));
        assertEquals("hello", call.getString("result"));
        assertEquals(1, mcp.messages("tools/call").size());
        for (RestClient node : erin.both()) {
          assertEquals(409, node.call("POST", path, "{\"allow\":false}").statusCode());
        }
      }
    }
  }

  @Test
  void whoDeletesWhatIsTheirsAtOneNodeIsGoneFromTheOther() throws Exception {
    Person fred = person("fred");
    nodes.answer(5000, 20);
    String me = fred.a().json(200, "GET", "me", null).getJsonObject("user").getString("id");
    String conversation = fred.b().create("{}");
    try (EventStreamClient here = fred.a().events();
        EventStreamClient there = fred.b().events()) {
      here.next("ready");
      there.next("ready");
      fred.b().say(conversation, "count");
      here.next("text");
      there.next("text");
      UpstreamExchange exchange = nodes.upstream().nextAnswer(SOON);
      String confirmed = "{\"confirm\":\"" + me + "\"}";
      HttpResponse<String> deleted = fred.a().call("DELETE", "me", confirmed);
      assertEquals(204, deleted.statusCode(), deleted.body());
      assertEquals(List.of(), tablesOf(me), "left in the database");
      assertSignedOut(here);
      assertSignedOut(there);
      exchange.closedByPeer().get(SOON.toSeconds(), TimeUnit.SECONDS);
      fred.both().forEach(node -> assertEquals(401, status(node)));
    }
    Person again = person("fred");
    assertEquals(404, again.b().call("GET", "conversations/" + conversation, null).statusCode());
    for (RestClient node : again.both()) {
      assertEquals(0, node.json(200, "GET", "conversations", null).getJsonArray("items").size());
    }
    assertEquals(List.of(), tablesOf(me), "there again in the database");
    Eventually.holds(PATIENCE_SECONDS, () -> keysOf(me).isEmpty());
  }

  /** The keys of Redis that hold something of this person, and not their name alone. */
  private static List<String> keysOf(String person) {
    List<String> keys = new ArrayList<>();
    redis.with(commands -> keys.addAll(commands.keys("*" + person + "*")));
    // A fence rejects late writers; a log is created when a reader looks for it.
    keys.removeIf(key -> key.matches(".*:(fence:.*|log)"));
    return keys;
  }

  /** The tables of the database that name this person, but for the audit. */
  private static List<String> tablesOf(String person) throws Exception {
    return nodes.tablesWith(person).stream()
        .filter(table -> !table.equals("audit_record"))
        .toList();
  }

  @Test
  void whoSeesAnAnswersEndMayAskAtTheOtherNodeAtOnce() throws Exception {
    Person hugo = person("hugo");
    String conversation = hugo.a().create("{}");
    try (EventStreamClient stream = hugo.a().events()) {
      stream.next("ready");
      for (int i = 0; i < RACES; i++) {
        hugo.both().get(i % 2).say(conversation, "go");
        assertEquals(TwoNodes.text(5), EventStreamClient.text(stream.untilEnd()));
      }
    }
    assertEquals(2 * RACES, hugo.b().open(conversation).getJsonArray("messages").size());
  }

  @Test
  void theSameKeyAtBothNodesAtOnceBeginsOneAnswer() throws Exception {
    Person gina = person("gina");
    try (EventStreamClient stream = gina.b().events()) {
      stream.next("ready");
      for (int race = 0; race < RACES; race++) {
        String conversation = gina.a().create("{}");
        String path = "conversations/" + conversation + "/messages";
        String key = "k" + conversation;
        List<CompletableFuture<HttpResponse<String>>> asked =
            gina.both().stream()
                .map(
                    node ->
                        node.callAsync("POST", path, RestClient.said("go"), "Idempotency-Key", key))
                .toList();
        List<String> answers =
            asked.stream()
                .map(CompletableFuture::join)
                .peek(one -> assertEquals(202, one.statusCode(), one.body()))
                .map(one -> answer(RestClient.object(one.body())))
                .distinct()
                .toList();
        assertEquals(1, answers.size(), answers::toString);
        assertEquals(TwoNodes.text(5), EventStreamClient.text(stream.untilEnd()));
        assertEquals(2, gina.b().open(conversation).getJsonArray("messages").size());
      }
    }
    assertEquals(
        RACES,
        nodes.upstream().requests().stream().filter(one -> one.streams()).count(),
        "what the model was asked");
  }
}
