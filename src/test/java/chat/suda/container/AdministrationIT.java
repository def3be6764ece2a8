package chat.suda.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.container.EventStreamClient.Received;
import chat.suda.upstream.UpstreamScript;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The administration, and the export and deletion of a person's data. */
class AdministrationIT extends ContainerFixture {

  @BeforeEach
  void answer() {
    upstream.onRequest(
        request ->
            request.streams()
                ? UpstreamScript.answer("하나", "둘", "셋")
                : UpstreamScript.completion("\"이름\""));
  }

  @Test
  void isForAdministratorsAlone() {
    for (String call : List.of("users", "usage", "notices", "audit", "events")) {
      assertEquals(403, user.call("GET", "admin/" + call, null).statusCode(), call);
      HttpResponse<String> wrong =
          user.call("GET", "admin/" + call, null, "Authorization", "Bearer wrong");
      assertEquals(401, wrong.statusCode(), call);
    }
    assertEquals(401, user.call("GET", "me", null, ADMIN).statusCode(), "elsewhere it is nobody's");
  }

  @Test
  void countsWhatPeopleUseByDayModelAndPerson() throws Exception {
    String id =
        answered(user.create("{\"title\":\"t\",\"model\":\"counted-" + Instant.now() + "\"}"));
    String model = user.open(id).getJsonObject("conversation").getString("model");
    String me = me().getJsonObject("user").getString("id");
    String today = LocalDate.now(ZoneOffset.UTC).toString();
    JsonObject ofModel = item(totals("from=" + today + "&to=" + today + "&by=model"), "key", model);
    assertEquals(
        Set.of("key", "answers", "failed", "promptTokens", "completionTokens"), ofModel.keySet());
    assertEquals(1, ofModel.getInt("answers"));
    assertEquals(0, ofModel.getInt("failed"));
    assertTrue(ofModel.getInt("promptTokens") >= 3, "the model server has counted 3");
    JsonObject mine = item(totals("by=user"), "key", me);
    assertEquals(ofModel.getInt("promptTokens"), mine.getInt("promptTokens"));
    assertTrue(item(totals("by=day"), "key", today).getInt("answers") >= 1);

    upstream.onRequest(request -> UpstreamScript.json(400, "{\"error\":{\"message\":\"no\"}}"));
    try (EventStreamClient events = user.events()) {
      events.next("ready");
      user.say(id, "fails");
      events.next("error");
    }
    JsonObject after = item(totals("by=model"), "key", model);
    assertEquals(2, after.getInt("answers"));
    assertEquals(1, after.getInt("failed"));

    JsonObject person = item(admin("GET", "users?q=" + me, null), "id", me);
    assertEquals(
        Set.of(
            "id",
            "name",
            "email",
            "roles",
            "disabled",
            "tokensPerDay",
            "createdAt",
            "lastSeenAt",
            "conversations",
            "tokensToday",
            "tokens30Days"),
        person.keySet());
    assertEquals(1, person.getInt("conversations"));
    assertTrue(person.getInt("tokensToday") >= 6, person.toString());
    assertEquals(person.getInt("tokensToday"), person.getInt("tokens30Days"));
  }

  @Test
  void whatRunningAnswersReserveIsNotCalledUsed() throws Exception {
    String running = user.create("{}");
    String other = user.create("{}");
    String me = me().getJsonObject("user").getString("id");
    admin("PATCH", "users/" + me, "{\"tokensPerDay\":500}");
    upstream.onRequest(
        request -> exchange -> exchange.head(200, Map.of("Content-Type", "text/event-stream")));
    String answer = user.say(running, "hello").getJsonObject("assistantMessage").getString("id");
    HttpResponse<String> refused =
        user.call("POST", "conversations/" + other + "/messages", RestClient.said("more"));
    assertEquals(429, refused.statusCode(), refused.body());
    int wait = Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow());
    assertTrue(wait <= 10, "seconds: " + wait);
    user.call("POST", "messages/" + answer + "/stop", null);
  }

  @Test
  void refusesWhoHasUsedTheirTokensOfTheDay() throws Exception {
    String id = user.create("{}");
    String me = me().getJsonObject("user").getString("id");
    assertTrue(me().isNull("quota"));
    user.call("POST", "conversations", "{}");
    JsonObject changed = admin("PATCH", "users/" + me, "{\"tokensPerDay\":5}");
    assertEquals(5, changed.getInt("tokensPerDay"));
    answered(id);
    JsonObject quota = me().getJsonObject("quota");
    assertEquals(5, quota.getInt("tokensPerDay"));
    assertTrue(quota.getInt("tokensToday") >= 6, quota.toString());
    assertEquals(
        LocalDate.now(ZoneOffset.UTC).plusDays(1) + "T00:00:00Z", quota.getString("resetsAt"));

    HttpResponse<String> refused =
        user.call("POST", "conversations/" + id + "/messages", RestClient.said("more"));
    assertEquals(429, refused.statusCode(), refused.body());
    JsonObject problem = RestClient.object(refused.body());
    assertEquals("quota", problem.getString("code"));
    assertTrue(problem.getString("detail").contains(quota.getString("resetsAt")), refused.body());
    int wait = Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow());
    assertTrue(wait > 0 && wait <= 86_400, "seconds: " + wait);
    assertEquals(2, user.open(id).getJsonArray("messages").size(), "nothing was stored");

    assertTrue(admin("PATCH", "users/" + me, "{\"tokensPerDay\":null}").isNull("tokensPerDay"));
    answered(id);
  }

  @Test
  void reservesTokensWhereAnswersBegin() throws Exception {
    String me = me().getJsonObject("user").getString("id");
    List<String> ids =
        List.of(user.create("{}"), user.create("{}"), user.create("{}"), user.create("{}"));
    admin("PATCH", "users/" + me, "{\"tokensPerDay\":1500}");
    upstream.onRequest(request -> UpstreamScript.answer(200, List.of("a", "b", "c", "d", "e")));
    long taken =
        ids.stream()
            .map(id -> user.callAsync("POST", "conversations/" + id + "/messages", said()))
            .toList()
            .stream()
            .map(call -> call.join().statusCode())
            .filter(status -> status == 202)
            .count();
    assertEquals(2, taken, "answers of about 1000 tokens each");
  }

  private static String said() {
    return RestClient.said("at once");
  }

  @Test
  void tellsNoticesAtOnceAndAsLongAsTheyHold() throws Exception {
    try (EventStreamClient events = user.events()) {
      events.next("ready");
      JsonObject notice =
          admin(201, "POST", "notices", "{\"text\":\"오늘 밤 점검\",\"level\":\"warning\"}");
      String id = notice.getString("id");
      Received told = events.next("notice");
      assertEquals("오늘 밤 점검", told.data().getJsonObject("notice").getString("text"));
      assertEquals("warning", told.data().getJsonObject("notice").getString("level"));
      assertEquals(id, item(me(), "notices", "id", id).getString("id"));
      assertEquals(id, item(admin("GET", "notices", null), "id", id).getString("id"));
      assertEquals(204, user.call("DELETE", "admin/notices/" + id, null, ADMIN).statusCode());
      Received gone = events.next("notice");
      assertEquals(id, gone.data().getString("noticeId"));
      assertTrue(gone.data().getBoolean("deleted"));
      assertNull(item(me(), "notices", "id", id));
      assertEquals(404, user.call("DELETE", "admin/notices/" + id, null, ADMIN).statusCode());
      String later = "{\"text\":\"soon\",\"level\":\"info\",\"from\":\"" + in(2) + "\"";
      String soon =
          admin(201, "POST", "notices", later + ",\"until\":\"" + in(4) + "\"}").getString("id");
      assertNull(item(me(), "notices", "id", soon), "not yet");
      assertEquals(soon, events.next("notice").data().getJsonObject("notice").getString("id"));
      assertEquals(soon, events.next("notice").data().getString("noticeId"));
    }
    for (String wrong :
        List.of(
            "{\"level\":\"info\"}",
            "{\"text\":\" \"}",
            "{\"text\":\"x\",\"level\":\"loud\"}",
            "{\"text\":\"x\",\"until\":\"yesterday\"}",
            "{\"text\":\"x\",\"until\":\"2001-01-01T00:00:00Z\"}")) {
      assertEquals(400, user.call("POST", "admin/notices", wrong, ADMIN).statusCode(), wrong);
    }
  }

  private static Instant in(int seconds) {
    return Instant.now().plusSeconds(seconds);
  }

  @Test
  void streamsFiguresToAdministrators() throws Exception {
    URI events = base.toURI().resolve("api/v1/admin/events");
    try (EventStreamClient figures = EventStreamClient.open(events, ADMIN)) {
      figures.next("ready");
      JsonObject node = figures.next("figures").data().getJsonArray("nodes").getJsonObject(0);
      assertEquals(
          Set.of(
              "node",
              "streams",
              "answers",
              "tokensPerSecond",
              "eventsPerSecond",
              "heapBytes",
              "firstTokenP99",
              "relayP99",
              "upstreamErrors"),
          node.keySet());
      assertTrue(node.getInt("streams") >= 1);
      assertTrue(node.getJsonNumber("heapBytes").longValue() > 1_000_000);
    }
  }

  @Test
  void endsAllOfAPersonWhoIsDisabled() throws Exception {
    String id = user.create("{}");
    String me = me().getJsonObject("user").getString("id");
    upstream.onRequest(request -> UpstreamScript.answer(300, List.of("a".repeat(20).split(""))));
    try (EventStreamClient events = user.events()) {
      events.next("ready");
      user.say(id, "long");
      events.next("text");
      admin("PATCH", "users/" + me, "{\"disabled\":true}");
      assertEquals("signed_out", events.next("error").data().getString("code"));
    }
    HttpResponse<String> refused = user.call("GET", "me", null);
    assertEquals(401, refused.statusCode());
    assertFalse(admin("PATCH", "users/" + me, "{\"disabled\":false}").getBoolean("disabled"));
    assertEquals(200, user.call("GET", "me", null).statusCode());
    assertEquals(
        "stopped", user.open(id).getJsonArray("messages").getJsonObject(1).getString("status"));
  }

  @Test
  void givesPeopleAllThatIsTheirsAndRemovesIt() throws Exception {
    String id = answered(user.create("{\"title\":\"내 것\"}"));
    String me = me().getJsonObject("user").getString("id");
    JsonObject exported = export(user);
    assertEquals(1, exported.getInt("suda"));
    JsonObject conversation = exported.getJsonArray("conversations").getJsonObject(0);
    assertEquals(user.open(id).getJsonArray("messages"), conversation.getJsonArray("messages"));
    assertEquals(id, conversation.getJsonObject("conversation").getString("id"));

    assertEquals(400, user.call("DELETE", "me?confirm=x", null).statusCode());
    assertEquals(400, user.call("DELETE", "me", null).statusCode());
    try (EventStreamClient events = user.events()) {
      events.next("ready");
      assertEquals(204, user.call("DELETE", "me?confirm=" + me, null).statusCode());
      assertEquals("signed_out", events.next("error").data().getString("code"));
    }
    assertEquals(204, user.call("GET", "events", null).statusCode(), "never come back");
    assertNotEquals(me, me().getJsonObject("user").getString("id"));
    assertEquals(404, user.call("GET", "conversations/" + id, null).statusCode());
    assertEquals(0, user.json(200, "GET", "conversations", null).getJsonArray("items").size());
    assertNull(item(admin("GET", "users?q=" + me, null), "id", me));
    JsonObject recorded =
        admin("GET", "audit", null).getJsonArray("items").getValuesAs(JsonObject.class).stream()
            .filter(entry -> entry.getString("action").equals("me.delete"))
            .filter(entry -> entry.getString("who").equals(me))
            .findFirst()
            .orElseThrow();
    assertEquals(Set.of("at", "who", "from", "action", "target", "outcome"), recorded.keySet());
  }

  @Test
  void recordsDeletionsAndWhatIsChangedForEverybody() throws Exception {
    String conversation = user.create("{}");
    user.call("DELETE", "conversations/" + conversation, null);
    user.call("DELETE", "conversations/" + conversation, null);
    String preset =
        user.json(201, "POST", "admin/presets", "{\"name\":\"n\"}", ADMIN).getString("id");
    user.json(200, "PATCH", "admin/presets/" + preset, "{\"name\":\"m\"}", ADMIN);
    user.call("DELETE", "admin/presets/" + preset, null, ADMIN);
    assertEquals(
        List.of("preset.delete", "preset.change", "preset.create", "conversation.delete"),
        admin("GET", "audit", null).getJsonArray("items").getValuesAs(JsonObject.class).stream()
            .filter(entry -> List.of(conversation, preset).contains(entry.getString("target", "")))
            .map(entry -> entry.getString("action"))
            .toList());
  }

  @Test
  void recordsNoExportThatThereWasNot() throws Exception {
    String export = "conversations/" + user.create("{\"title\":\"t\"}") + "/export?format=md";
    RestClient stranger = new RestClient(base.toURI());
    assertEquals(404, stranger.call("GET", export, null).statusCode());
    assertEquals(200, user.call("GET", export, null).statusCode());
    assertEquals(
        List.of(me().getJsonObject("user").getString("id")),
        admin("GET", "audit", null).getJsonArray("items").getValuesAs(JsonObject.class).stream()
            .filter(entry -> entry.getString("action").equals("conversation.export"))
            .filter(entry -> export.contains(entry.getString("target")))
            .map(entry -> entry.getString("who"))
            .toList());
  }

  @Test
  void removesAPersonForAnAdministrator() throws Exception {
    answered(user.create("{}"));
    String me = me().getJsonObject("user").getString("id");
    assertEquals(204, user.call("DELETE", "admin/users/" + me, null, ADMIN).statusCode());
    assertEquals(404, user.call("DELETE", "admin/users/" + me, null, ADMIN).statusCode());
    assertEquals(404, user.call("PATCH", "admin/users/" + me, "{}", ADMIN).statusCode());
  }

  /** Each call that {@code /openapi} describes, with another person's objects. */
  @TestFactory
  Stream<DynamicTest> whatIsAnothersDoesNotExist() throws Exception {
    String conversation = answered(user.create("{}"));
    List<JsonObject> messages =
        user.open(conversation).getJsonArray("messages").getValuesAs(JsonObject.class);
    String preset = user.json(201, "POST", "presets", "{\"name\":\"mine\"}").getString("id");
    RestClient stranger = new RestClient(base.toURI());
    return OpenApiContract.of(base.toURI()).operations().stream()
        .filter(call -> call.matches("\\w+ /api/v1/(conversations|messages|presets)/\\{id}.*"))
        .map(
            call ->
                DynamicTest.dynamicTest(
                    call,
                    () -> {
                      boolean edit = call.startsWith("PUT ");
                      String id =
                          call.contains("/conversations/")
                              ? conversation
                              : call.contains("/presets/")
                                  ? preset
                                  : messages.get(edit ? 0 : 1).getString("id");
                      HttpResponse<String> response =
                          stranger.call(
                              call.substring(0, call.indexOf(' ')),
                              call.substring(call.indexOf("/api/v1/") + 8)
                                      .replace("{id}", id)
                                      .replace("{callId}", "call")
                                  + (call.endsWith("/export") ? "?format=md" : ""),
                              call.matches("(POST|PUT|PATCH) .*")
                                  ? "{\"content\":\"x\",\"allow\":true,\"name\":\"x\"}"
                                  : null);
                      assertEquals(404, response.statusCode(), response.body());
                    }));
  }

  @Test
  void namesWhatIsWrongWithACall() {
    assertWrong("GET", "usage?by=hour", null, "by");
    assertWrong("GET", "usage?from=today", null, "from");
    assertWrong("GET", "usage?from=2026-02-02&to=2026-02-01", null, "to");
    assertWrong("GET", "usage?to=-999999999-01-01", null, "to");
    assertWrong("GET", "usage?from=%2B999999999-12-31", null, "from");
    String late = "\"+999999999-12-31T23:59:59Z\"";
    assertWrong("POST", "notices", "{\"text\":\"x\",\"until\":" + late + "}", "until");
    assertWrong("GET", "users?after=x", null, "after");
    assertWrong("GET", "users?limit=0", null, "limit");
    assertWrong("GET", "audit?after=%27%3B--", null, "after");
    assertWrong("PATCH", "users/x", "{\"disabled\":\"yes\"}", "disabled");
    assertWrong("PATCH", "users/x", "{\"tokensPerDay\":-1}", "tokensPerDay");
    assertWrong("PATCH", "users/x", "{\"tokensPerDay\":1.5}", "tokensPerDay");
    assertEquals(0, admin("GET", "users?q=%25_%27--", null).getJsonArray("items").size());
  }

  private void assertWrong(String method, String path, String body, String field) {
    HttpResponse<String> response = user.call(method, "admin/" + path, body, ADMIN);
    assertEquals(400, response.statusCode(), path + response.body());
    assertEquals(
        field,
        RestClient.object(response.body())
            .getJsonArray("errors")
            .getJsonObject(0)
            .getString("field"));
  }

  /** Asks, and waits until the answer is told. */
  private String answered(String conversation) throws Exception {
    try (EventStreamClient events = user.events()) {
      events.next("ready");
      user.say(conversation, "질문");
      events.next("done");
    }
    return conversation;
  }

  private static JsonObject export(RestClient user) throws Exception {
    HttpResponse<byte[]> response = user.bytes("me/export");
    assertEquals(200, response.statusCode());
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(response.body()))) {
      assertEquals("suda.json", zip.getNextEntry().getName());
      return RestClient.object(new String(zip.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private JsonObject me() {
    return user.json(200, "GET", "me", null);
  }

  private JsonObject totals(String query) {
    return admin("GET", "usage?" + query, null);
  }

  private JsonObject admin(String method, String path, String body) {
    return admin(200, method, path, body);
  }

  private JsonObject admin(int status, String method, String path, String body) {
    return user.json(status, method, "admin/" + path, body, ADMIN);
  }

  private static JsonObject item(JsonObject list, String member, String value) {
    return item(list, "items", member, value);
  }

  private static JsonObject item(JsonObject object, String list, String member, String value) {
    return object.getJsonArray(list).getValuesAs(JsonObject.class).stream()
        .filter(item -> value.equals(item.getString(member, null)))
        .findFirst()
        .orElse(null);
  }
}
