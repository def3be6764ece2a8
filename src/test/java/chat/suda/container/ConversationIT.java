package chat.suda.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.container.EventStreamClient.Received;
import chat.suda.upstream.Request;
import chat.suda.upstream.Sse;
import chat.suda.upstream.UpstreamExchange;
import chat.suda.upstream.UpstreamScript;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Conversations through the REST API, on a real server and database. */
class ConversationIT extends ContainerFixture {

  private static final Duration SOON = Duration.ofSeconds(10);

  @Test
  void keepsWhatWasSaidAndAnswered() throws Exception {
    upstream.onRequest(
        request ->
            request.streams()
                ? UpstreamScript.answer("안녕", "하세요", " 😀")
                : UpstreamScript.completion("\"인사\""));
    String id = user.create("{\"systemPrompt\":\"짧게\",\"parameters\":{\"temperature\":0}}");
    try (EventStreamClient stream = user.events()) {
      stream.next("ready");
      JsonObject begun = user.say(id, "안녕?");
      JsonObject assistant = begun.getJsonObject("assistantMessage");
      assertEquals("streaming", assistant.getString("status"));
      assertEquals(
          begun.getJsonObject("userMessage").getString("id"), assistant.getString("parentId"));
      List<Received> events = stream.untilEnd();
      assertEquals("안녕하세요 😀", EventStreamClient.text(events));
      JsonObject done = events.get(events.size() - 1).data();
      assertEquals(8, done.getInt("length"));
      assertEquals(assistant.getString("id"), done.getString("messageId"));

      JsonObject kept = user.message(id, assistant.getString("id"));
      assertEquals("안녕하세요 😀", kept.getString("content"));
      assertEquals("complete", kept.getString("status"));
      assertEquals("stop", kept.getString("finishReason"));
      assertEquals(6, kept.getJsonObject("usage").getInt("totalTokens"));
      Received titled = stream.next(one -> titleOf(one).equals("인사"));
      assertFalse(titled.data().getJsonObject("conversation").getBoolean("running"));
    }
    JsonObject sent = RestClient.object(upstream.requests().get(0).body());
    assertEquals("system", sent.getJsonArray("messages").getJsonObject(0).getString("role"));
    assertEquals(0, sent.getJsonNumber("temperature").doubleValue());
    assertFalse(sent.containsKey("max_tokens"), "what nobody has set is left to the model");
  }

  @Test
  void tellsEachObjectWithAllItsMembers() throws Exception {
    upstream.onRequest(request -> UpstreamScript.answer("ok"));
    String id = user.create("{}");
    String answer = answered(id, "hello");
    JsonObject opened = user.open(id);
    assertEquals(Set.of("conversation", "messages", "cursor"), opened.keySet());
    assertEquals(
        Set.of(
            "id",
            "title",
            "model",
            "systemPrompt",
            "parameters",
            "activeMessageId",
            "running",
            "createdAt",
            "updatedAt"),
        opened.getJsonObject("conversation").keySet());
    assertEquals(
        Set.of(
            "temperature",
            "maxTokens",
            "topP",
            "frequencyPenalty",
            "presencePenalty",
            "reasoningEffort"),
        opened.getJsonObject("conversation").getJsonObject("parameters").keySet());
    assertEquals(answer, opened.getJsonObject("conversation").getString("activeMessageId"));
    for (JsonValue message : opened.getJsonArray("messages")) {
      assertEquals(
          Set.of(
              "id",
              "conversationId",
              "parentId",
              "attachments",
              "tools",
              "role",
              "content",
              "reasoning",
              "status",
              "model",
              "finishReason",
              "usage",
              "error",
              "createdAt"),
          message.asJsonObject().keySet());
    }
  }

  @Test
  void asksWithTheWholeBranchButNotWithOthers() throws Exception {
    upstream.onRequest(request -> UpstreamScript.answer("A"));
    String id = user.create("{\"title\":\"named\"}");
    answered(id, "one");
    String second = answered(id, "two");
    String secondQuestion = user.message(id, second).getString("parentId");
    String again = ended(user.json(202, "POST", "messages/" + second + "/regenerate", null), id);
    assertEquals(secondQuestion, user.message(id, again).getString("parentId"));
    assertEquals(List.of("one", "A", "two"), lastAsked());

    String edited =
        ended(user.json(202, "PUT", "messages/" + secondQuestion, RestClient.said("deux")), id);
    assertEquals(List.of("one", "A", "deux"), lastAsked());
    assertEquals(edited, user.open(id).getJsonObject("conversation").getString("activeMessageId"));
    assertEquals(7, user.open(id).getJsonArray("messages").size());

    JsonObject back =
        user.json(
            200,
            "PATCH",
            "conversations/" + id,
            "{\"activeMessageId\":\"" + secondQuestion + "\"}");
    assertEquals(again, back.getString("activeMessageId"), "the branch's newest end");
    answered(id, "three");
    assertEquals(List.of("one", "A", "two", "A", "three"), lastAsked());
  }

  @Test
  void continuesASnapshotExactlyWhereverItIsTaken() throws Exception {
    upstream.onRequest(
        request -> request.streams() ? UpstreamScript.opened() : UpstreamScript.json(500, "{}"));
    String id = user.create("{}");
    String answer = user.say(id, "go").getJsonObject("assistantMessage").getString("id");
    UpstreamExchange exchange = upstream.nextExchange(SOON);
    exchange.send(Sse.role());
    List<JsonObject> snapshots = new ArrayList<>();
    for (int part = 0; part < 12; part++) {
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(() -> write(exchange, 50, "tok "));
      do {
        snapshots.add(user.open(id));
      } while (!writing.isDone());
      writing.get();
    }
    SeedSession.finish(exchange);
    until(() -> user.message(id, answer).getString("status").equals("complete"));
    snapshots.add(user.open(id));
    String whole = user.message(id, answer).getString("content");
    assertEquals("tok ".repeat(600), whole);
    for (JsonObject snapshot : snapshots) {
      assertContinues(snapshot, answer, whole);
    }
  }

  /** What a client does: it takes the snapshot and goes on after its cursor. */
  private void assertContinues(JsonObject snapshot, String answer, String whole) throws Exception {
    JsonObject message =
        snapshot.getJsonArray("messages").getValuesAs(JsonObject.class).stream()
            .filter(one -> one.getString("id").equals(answer))
            .findFirst()
            .orElseThrow();
    StringBuilder text = new StringBuilder(message.getString("content"));
    String cursor = snapshot.getString("cursor");
    while (true) {
      JsonObject polled = user.json(200, "GET", "events/poll?wait=0&after=" + cursor, null);
      List<JsonObject> events = polled.getJsonArray("events").getValuesAs(JsonObject.class);
      if (events.isEmpty()) {
        break;
      }
      cursor = polled.getString("cursor");
      events.forEach(event -> append(event.getJsonObject("data"), text));
    }
    assertEquals(whole, text.toString());
  }

  private static void append(JsonObject event, StringBuilder text) {
    assertNotEquals("reset", event.getString("type"));
    if (event.getString("type").equals("text")) {
      assertEquals(text.length(), event.getInt("offset"), "neither a gap nor a repetition");
      text.append(event.getString("content"));
    }
  }

  @Test
  void storesPartialTextWithinASecond() throws Exception {
    upstream.onRequest(request -> UpstreamScript.opened());
    String id = user.create("{}");
    String answer = user.say(id, "go").getJsonObject("assistantMessage").getString("id");
    UpstreamExchange exchange = upstream.nextExchange(SOON);
    exchange.send(Sse.role() + Sse.reasoning("hm") + Sse.content("half an ans"));
    until(() -> user.message(id, answer).getString("content").equals("half an ans"));
    assertEquals("hm", user.message(id, answer).getString("reasoning"));
    JsonObject stopped = user.json(200, "POST", "messages/" + answer + "/stop", null);
    assertEquals("stopped", stopped.getString("state"));
    assertTrue(stopped.getBoolean("persisted"));
    assertEquals(11, stopped.getInt("length"));
    exchange.closedByPeer().get();
    assertEquals("stopped", user.message(id, answer).getString("status"));
    assertEquals(stopped, user.json(200, "POST", "messages/" + answer + "/stop", null));
  }

  @Test
  void keepsAFailureAndWhatHadArrived() throws Exception {
    upstream.onRequest(
        request -> UpstreamScript.stream(Sse.role() + Sse.content("par") + "data: {broken\n\n"));
    String id = user.create("{}");
    String answer = ended(user.say(id, "go"), id);
    JsonObject failed = user.message(id, answer);
    assertEquals("failed", failed.getString("status"));
    assertEquals("par", failed.getString("content"));
    assertEquals("malformed", failed.getJsonObject("error").getString("code"));
    assertTrue(failed.getJsonObject("error").getBoolean("retryable"));
    assertEquals(
        "하자",
        user.json(200, "PATCH", "conversations/" + id, "{\"title\":\"하자\"}").getString("title"));
  }

  @Test
  void aQuestionWithoutAnAnswerIsJoinedToTheNext() throws Exception {
    upstream.enqueue(UpstreamScript.json(400, "{\"error\":{\"message\":\"No\"}}"));
    upstream.onRequest(request -> UpstreamScript.answer("A"));
    String id = user.create("{\"title\":\"named\"}");
    answered(id, "one");
    answered(id, "two");
    assertEquals(List.of("one\n\ntwo"), lastAsked());
  }

  @Test
  void namesAConversationWithoutTheModelsThoughts() throws Exception {
    upstream.onRequest(
        request -> {
          if (request.streams()) {
            return UpstreamScript.answer("A");
          }
          return request.body().contains("\"max_tokens\"")
              ? UpstreamScript.json(
                  400, "{\"error\":{\"message\":\"max_tokens: use max_completion_tokens\"}}")
              : UpstreamScript.completion("<think>\nA name.\n</think>\n\nGreetings");
        });
    String id = user.create("{}");
    try (EventStreamClient stream = user.events()) {
      stream.next("ready");
      user.say(id, "hello");
      stream.next(one -> titleOf(one).equals("Greetings"));
    }
  }

  @Test
  void anAnswerThatIsTooLongIsKeptAsFarAsItCame() throws Exception {
    String half = "x".repeat(600_000);
    upstream.onRequest(request -> UpstreamScript.answer(half, half));
    String id = user.create("{\"title\":\"long\"}");
    String answer = answered(id, "go");
    JsonObject kept = user.message(id, answer);
    assertEquals("failed", kept.getString("status"));
    assertEquals("too_long", kept.getJsonObject("error").getString("code"));
    assertEquals(1_048_576, kept.getString("content").length());
  }

  @Test
  void startsOnceHoweverOftenAPostIsRepeated() throws Exception {
    upstream.onRequest(
        request -> request.streams() ? UpstreamScript.answer("x") : UpstreamScript.json(500, "{}"));
    String id = user.create("{}");
    String path = "conversations/" + id + "/messages";
    List<CompletableFuture<HttpResponse<String>>> posts = new ArrayList<>();
    // More answers than a user may have at once.
    for (int i = 0; i < 24; i++) {
      posts.add(
          user.callAsync("POST", path, RestClient.said("once"), "Idempotency-Key", "k-" + id));
    }
    Set<String> answers = new java.util.HashSet<>();
    for (CompletableFuture<HttpResponse<String>> post : posts) {
      assertEquals(202, post.get().statusCode(), post.get().body());
      answers.add(
          RestClient.object(post.get().body()).getJsonObject("assistantMessage").getString("id"));
    }
    assertEquals(1, answers.size());
    assertEquals(2, user.open(id).getJsonArray("messages").size());
    HttpResponse<String> other =
        user.call("POST", path, RestClient.said("else"), "Idempotency-Key", "k-" + id);
    assertEquals(422, other.statusCode(), other.body());
  }

  @Test
  void answersOneQuestionAtATimeInAConversationAndSeveralInOthers() throws Exception {
    upstream.onRequest(request -> UpstreamScript.opened());
    String one = user.create("{}");
    String two = user.create("{}");
    String first = user.say(one, "a").getJsonObject("assistantMessage").getString("id");
    String second = user.say(two, "b").getJsonObject("assistantMessage").getString("id");
    String busy = "conversations/" + one + "/messages";
    user.json(409, "POST", busy, RestClient.said("c"));
    user.json(409, "POST", "messages/" + first + "/regenerate", "{}");
    assertTrue(user.open(two).getJsonObject("conversation").getBoolean("running"));
    user.json(200, "POST", "messages/" + first + "/stop", null);
    user.json(200, "POST", "messages/" + second + "/stop", null);
    String third = user.say(one, "d").getJsonObject("assistantMessage").getString("id");
    user.json(200, "POST", "messages/" + third + "/stop", null);
  }

  @Test
  void takesJsonAlone() {
    for (String type :
        List.of("text/plain", "application/x-www-form-urlencoded", "application/xml", "garbage")) {
      for (String path : List.of("conversations", "messages/any/stop", "tickets")) {
        HttpResponse<String> refused = user.call("POST", path, "{}", "Content-Type", type);
        assertEquals(415, refused.statusCode(), type);
        assertEquals(415, RestClient.object(refused.body()).getInt("status"), refused.body());
      }
    }
    user.json(201, "POST", "conversations", "{}", "Content-Type", "application/json;charset=UTF-8");
    for (String rest : List.of(" garbage", "{}", "]", ",")) {
      assertEquals(400, user.call("POST", "conversations", "{}" + rest).statusCode(), rest);
    }
    // As the contract writes it.
    user.json(200, "GET", "conversations?q=&after=&limit=", null);
  }

  @Test
  void refusesMoreAnswersThanAUserMayHave() throws Exception {
    upstream.onRequest(request -> UpstreamScript.opened());
    List<String> running = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      running.add(
          user.say(user.create("{}"), "q").getJsonObject("assistantMessage").getString("id"));
    }
    String last = user.create("{}");
    HttpResponse<String> refused =
        user.call("POST", "conversations/" + last + "/messages", RestClient.said("q"));
    assertEquals(429, refused.statusCode());
    assertTrue(refused.headers().firstValueAsLong("Retry-After").isPresent());
    assertEquals(0, user.open(last).getJsonArray("messages").size(), "nothing is kept of it");
    user.json(404, "POST", "conversations/unknown/messages", RestClient.said("q"));
    user.json(409, "POST", "messages/" + running.get(0) + "/regenerate", "{}");
    for (String id : running) {
      user.json(200, "POST", "messages/" + id + "/stop", null);
    }
    until(
        () ->
            user.call("POST", "conversations/" + last + "/messages", RestClient.said("q"))
                    .statusCode()
                == 202);
  }

  @Test
  void deletingStopsWhatRuns() throws Exception {
    upstream.onRequest(request -> UpstreamScript.opened());
    String id = user.create("{}");
    try (EventStreamClient stream = user.events()) {
      stream.next("ready");
      user.say(id, "a");
      UpstreamExchange exchange = upstream.nextExchange(SOON);
      assertEquals(204, user.call("DELETE", "conversations/" + id, null).statusCode());
      exchange.closedByPeer().get();
      assertEquals("stopped", stream.next("done").data().getString("finishReason"));
      assertTrue(stream.next("conversation").data().getBoolean("deleted"));
    }
    user.json(404, "GET", "conversations/" + id, null);
    user.json(404, "DELETE", "conversations/" + id, null);
  }

  @Test
  void deletingAtTheFirstSignOfAnAnswerStopsItToo() throws Exception {
    upstream.onRequest(request -> UpstreamScript.opened());
    try (EventStreamClient stream = user.events()) {
      stream.next("ready");
      for (int round = 0; round < 20; round++) {
        String id = user.create("{}");
        CompletableFuture<HttpResponse<String>> asked =
            user.callAsync("POST", "conversations/" + id + "/messages", RestClient.said("q"));
        stream.next(one -> one.type().equals("message") && isOf(id, one));
        HttpResponse<String> deleted = user.call("DELETE", "conversations/" + id, null);
        assertEquals(204, deleted.statusCode(), deleted.body());
        assertEquals(202, asked.get().statusCode());
        // All of it comes before its deletion, nothing after.
        stream.next(one -> one.type().equals("done") && isOf(id, one));
        stream.next(one -> one.type().equals("conversation") && isOf(id, one));
      }
    }
    for (Request request : upstream.requests()) {
      if (request.streams()) {
        upstream.nextAnswer(SOON).closedByPeer().get(SOON.toSeconds(), TimeUnit.SECONDS);
      }
    }
  }

  private static boolean isOf(String conversation, Received event) {
    return event.data().getString("conversationId", "").equals(conversation);
  }

  @Test
  void ofManyQuestionsAtOnceInAConversationOneIsAnswered() throws Exception {
    upstream.onRequest(request -> UpstreamScript.opened());
    String id = user.create("{}");
    List<CompletableFuture<HttpResponse<String>>> posts = new ArrayList<>();
    // More than a user may have at once.
    for (int i = 0; i < 12; i++) {
      posts.add(user.callAsync("POST", "conversations/" + id + "/messages", RestClient.said("q")));
    }
    List<Integer> statuses = new ArrayList<>();
    for (CompletableFuture<HttpResponse<String>> post : posts) {
      statuses.add(post.get().statusCode());
    }
    assertEquals(1, statuses.stream().filter(status -> status == 202).count(), "" + statuses);
    assertEquals(11, statuses.stream().filter(status -> status == 409).count(), "" + statuses);
    assertEquals(204, user.call("DELETE", "conversations/" + id, null).statusCode());
  }

  @Test
  void findsListsAndExports() throws Exception {
    upstream.onRequest(
        request ->
            request.streams() ? UpstreamScript.answer("보라색 코끼리") : UpstreamScript.json(500, "{}"));
    String one = user.create("{}");
    answered(one, "동물 이야기를 해 줘");
    String two = user.create("{\"title\":\"Quantum Notes\"}");
    String three = user.create("{}");
    assertEquals(List.of(three, two, one), ids(user.json(200, "GET", "conversations", null)));
    JsonObject page = user.json(200, "GET", "conversations?limit=2", null);
    assertEquals(List.of(three, two), ids(page));
    assertEquals(
        List.of(one),
        ids(user.json(200, "GET", "conversations?limit=2&after=" + page.getString("next"), null)));
    assertEquals(List.of(one), found("코끼리"));
    assertEquals(List.of(one), found("동물 이야기"));
    assertEquals(List.of(two), found("quantum"));
    assertEquals(List.of(), found("기린"));
    assertEquals(
        List.of(),
        ids(
            new RestClient(base.toURI())
                .json(200, "GET", "conversations?q=" + RestClient.encoded("코끼리"), null)));
    HttpResponse<String> markdown =
        user.call("GET", "conversations/" + one + "/export?format=md", null);
    assertTrue(markdown.body().contains("보라색 코끼리"), markdown.body());
    assertTrue(
        markdown.headers().firstValue("Content-Disposition").orElse("").startsWith("attachment"));
    assertEquals(
        one,
        user.json(200, "GET", "conversations/" + one + "/export?format=json", null)
            .getJsonObject("conversation")
            .getString("id"));
  }

  @Test
  void hidesEverythingFromEverybodyElse() throws Exception {
    upstream.onRequest(request -> UpstreamScript.opened());
    String id = user.create("{}");
    JsonObject begun = user.say(id, "secret");
    String question = begun.getJsonObject("userMessage").getString("id");
    String answer = begun.getJsonObject("assistantMessage").getString("id");
    RestClient other = new RestClient(base.toURI());
    other.json(404, "GET", "conversations/" + id, null);
    other.json(404, "PATCH", "conversations/" + id, "{\"title\":\"mine\"}");
    other.json(404, "DELETE", "conversations/" + id, null);
    other.json(404, "POST", "conversations/" + id + "/messages", RestClient.said("x"));
    other.json(404, "GET", "conversations/" + id + "/export?format=md", null);
    other.json(404, "POST", "messages/" + answer + "/stop", null);
    other.json(404, "POST", "messages/" + answer + "/regenerate", null);
    other.json(404, "PUT", "messages/" + question, RestClient.said("x"));
    String foreign = other.create("{}");
    JsonObject refused =
        other.json(
            404,
            "POST",
            "conversations/" + foreign + "/messages",
            "{\"content\":\"x\",\"parentId\":\"" + answer + "\"}");
    assertEquals("parentId", refused.getJsonArray("errors").getJsonObject(0).getString("field"));
    assertEquals("streaming", user.message(id, answer).getString("status"));
    user.json(200, "POST", "messages/" + answer + "/stop", null);
  }

  @Test
  void namesTheFieldThatIsWrong() throws Exception {
    String id = user.create("{}");
    String messages = "conversations/" + id + "/messages";
    assertEquals("content", wrong(400, "POST", messages, "{}"));
    assertEquals("content", wrong(400, "POST", messages, "{\"content\":\"  \"}"));
    assertEquals("content", wrong(413, "POST", messages, RestClient.said("x".repeat(200_001))));
    assertEquals(
        "parameters.topP",
        wrong(400, "POST", messages, "{\"content\":\"x\",\"parameters\":{\"topP\":2}}"));
    assertEquals("title", wrong(400, "POST", "conversations", "{\"title\":7}"));
    assertEquals(
        "activeMessageId",
        wrong(400, "PATCH", "conversations/" + id, "{\"activeMessageId\":\"nope\"}"));
    assertEquals("limit", wrong(400, "GET", "conversations?limit=0", null));
    assertEquals("after", wrong(400, "GET", "conversations?after=nonsense", null));
    assertEquals("format", wrong(400, "GET", "conversations/" + id + "/export", null));
    assertTrue(
        upstream.requests().stream().noneMatch(Request::streams), "nothing was sent upstream");
  }

  @Test
  void namesAllFieldsThatAreWrong() {
    String messages = "conversations/" + user.create("{}") + "/messages";
    assertEquals(
        List.of("parameters.temperature", "parameters.topP", "parentId", "content"),
        wrongFields(
            400,
            "POST",
            messages,
            "{\"parentId\":\"?\",\"parameters\":{\"temperature\":3,\"topP\":2}}"));
    assertEquals(
        List.of("Idempotency-Key", "parameters.topP", "attachments[0]"),
        wrongFields(
            400,
            "POST",
            messages,
            "{\"parameters\":{\"topP\":2},\"content\":\"\",\"attachments\":[\"?\"]}",
            "Idempotency-Key",
            "x".repeat(256)));
    String settings = "{\"title\":7,\"systemPrompt\":true,\"parameters\":{\"maxTokens\":0}}";
    List<String> wrong = List.of("title", "systemPrompt", "parameters.maxTokens");
    assertEquals(wrong, wrongFields(400, "POST", "conversations", settings));
    assertEquals(List.of("name", "model"), wrongFields(400, "POST", "presets", "{\"model\":[]}"));
  }

  private String wrong(int status, String method, String path, String body) {
    return wrongFields(status, method, path, body).get(0);
  }

  private List<String> wrongFields(
      int status, String method, String path, String body, String... headers) {
    JsonObject problem = user.json(status, method, path, body, headers);
    return problem.getJsonArray("errors").getValuesAs(JsonObject.class).stream()
        .map(one -> one.getString("field"))
        .toList();
  }

  private List<String> found(String words) {
    return ids(user.json(200, "GET", "conversations?q=" + RestClient.encoded(words), null));
  }

  private static List<String> ids(JsonObject list) {
    return list.getJsonArray("items").getValuesAs(JsonObject.class).stream()
        .map(item -> item.getString("id"))
        .toList();
  }

  /** Says it and waits for the answer's end; gives the answer's id. */
  private String answered(String conversation, String content) {
    return ended(user.say(conversation, content), conversation);
  }

  private String ended(JsonObject begun, String conversation) {
    String answer = begun.getJsonObject("assistantMessage").getString("id");
    until(() -> !user.message(conversation, answer).getString("status").equals("streaming"));
    until(() -> !user.open(conversation).getJsonObject("conversation").getBoolean("running"));
    return answer;
  }

  /** The messages of the last question that reached the model. */
  private static List<String> lastAsked() {
    List<Request> asked = upstream.requests().stream().filter(Request::streams).toList();
    return RestClient.object(asked.get(asked.size() - 1).body())
        .getJsonArray("messages")
        .getValuesAs(JsonObject.class)
        .stream()
        .map(message -> message.getString("content"))
        .toList();
  }

  private static String titleOf(Received one) {
    return one.type().equals("conversation") && one.data().containsKey("conversation")
        ? one.data().getJsonObject("conversation").getString("title", "")
        : "";
  }

  private static void write(UpstreamExchange exchange, int tokens, String token) {
    try {
      for (int i = 0; i < tokens; i++) {
        exchange.send(Sse.content(token));
        Thread.sleep(1); // a model's pace, not a wait for anything
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + SOON.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "not in time");
    }
  }
}
