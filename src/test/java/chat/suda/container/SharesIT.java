package chat.suda.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.Eventually;
import chat.suda.container.EventStreamClient.Received;
import chat.suda.upstream.UpstreamScript;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Shared conversations during an answer; presets. */
class SharesIT extends ContainerFixture {

  private RestClient owner;
  private RestClient viewer;

  @BeforeEach
  void answerTwoUsers() throws Exception {
    upstream.onRequest(
        request ->
            request.streams()
                ? UpstreamScript.answer("안녕", "하세요", " 😀", " bye")
                : UpstreamScript.completion("title"));
    owner = user;
    viewer = new RestClient(base.toURI());
  }

  @Test
  void showsItsAnswersLiveAndNothingElse() throws Exception {
    String shared = owner.create("{\"systemPrompt\":\"SECRET\"}");
    String other = owner.create("{}");
    answered(shared, "first");
    JsonObject share = owner.json(201, "POST", "conversations/" + shared + "/share", null);
    assertEquals(
        share.getString("token"),
        owner.json(200, "POST", "conversations/" + shared + "/share", null).getString("token"));
    assertTrue(share.getString("url").contains(share.getString("token")));
    String path = "shares/" + share.getString("token");
    JsonObject seen = viewer.json(200, "GET", path, null);
    assertEquals(2, seen.getJsonArray("messages").size());
    assertFalse(seen.toString().contains("SECRET"));

    List<Received> events = new ArrayList<>();
    try (EventStreamClient stream =
        viewer.stream(path + "/events?lastEventId=" + seen.getString("cursor"))) {
      stream.next("ready");
      answered(other, "elsewhere");
      owner.json(200, "PATCH", "conversations/" + shared, "{\"systemPrompt\":\"SECRET 2\"}");
      answered(shared, "second");
      Received event;
      do {
        event = stream.next(any -> any.data() != null);
        events.add(event);
      } while (!event.data().getString("type").equals("done"));
      assertEquals("안녕하세요 😀 bye", EventStreamClient.text(events));
      for (Received one : events) {
        assertFalse(one.data().toString().contains("SECRET"));
        assertFalse(one.data().toString().contains(other));
      }
      JsonObject polled =
          viewer.json(200, "GET", path + "/events/poll?after=" + seen.getString("cursor"), null);
      assertFalse(polled.getJsonArray("events").isEmpty());
      assertFalse(polled.toString().contains(other));

      owner.call("DELETE", "conversations/" + shared + "/share", null);
      assertEquals("gone", stream.next("error").data().getString("code"));
      Eventually.holds(5, stream::ended);
    }
    assertEquals(404, viewer.call("GET", path, null).statusCode());
    assertEquals(404, viewer.call("GET", path + "/events", null).statusCode());
    assertEquals(404, viewer.call("GET", path + "/events/poll", null).statusCode());
  }

  @Test
  void whoWaitsForAShareWhoseConversationIsDeletedIsToldThatItIsGone() throws Exception {
    String shared = owner.create("{}");
    String token =
        owner.json(201, "POST", "conversations/" + shared + "/share", null).getString("token");
    String path = "shares/" + token;
    String cursor = viewer.json(200, "GET", path, null).getString("cursor");
    try (EventStreamClient stream = viewer.stream(path + "/events?lastEventId=" + cursor)) {
      stream.next("ready");
      Eventually.holds(20, () -> openStreams() == 1);
      CompletableFuture<JsonObject> waiting =
          CompletableFuture.supplyAsync(
              () -> viewer.json(200, "GET", path + "/events/poll?wait=20&after=" + cursor, null));
      Eventually.holds(5, () -> openStreams() == 2);
      assertEquals(204, owner.call("DELETE", "conversations/" + shared, null).statusCode());
      assertEquals("gone", stream.next(any -> any.data() != null).data().getString("code"));
      JsonArray events = waiting.get(10, TimeUnit.SECONDS).getJsonArray("events");
      assertEquals(1, events.size());
      assertEquals(
          "gone",
          events.getJsonObject(0).getJsonObject("data").getString("code"),
          events::toString);
    }
  }

  @Test
  void fiftyViewersThatAreCutAtRandomSeeAllOfItOnceAndNothingElse() throws Exception {
    List<String> tokens = IntStream.range(0, 250).mapToObj(i -> "토큰 " + i + " 😀 ").toList();
    upstream.onRequest(
        request ->
            request.streams()
                ? UpstreamScript.answer(8, tokens)
                : UpstreamScript.completion("title"));
    String shared = owner.create("{\"title\":\"shared\"}");
    String other = owner.create("{\"title\":\"other\"}");
    String token =
        owner.json(201, "POST", "conversations/" + shared + "/share", null).getString("token");
    String cursor = viewer.json(200, "GET", "shares/" + token, null).getString("cursor");
    URI events = viewer.address("shares/" + token + "/events?lastEventId=" + cursor);
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<CutViewer>> viewers = new ArrayList<>();
      for (int seed = 0; seed < 50; seed++) {
        CutViewer one = new CutViewer(events, seed);
        viewers.add(threads.submit(one::watch));
      }
      owner.say(other, "elsewhere");
      owner.say(shared, "here");
      for (Future<CutViewer> one : viewers) {
        one.get(60, TimeUnit.SECONDS).assertSaw(String.join("", tokens), shared);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** A viewer of a shared conversation whose connection breaks repeatedly. */
  private static final class CutViewer {

    private static final int MAX_BYTES = 6000;

    private final CutClient client;
    private final Random random;
    private int cuts;

    CutViewer(URI events, int seed) {
      client = new CutClient(events);
      random = new Random(seed);
    }

    CutViewer watch() throws IOException {
      while (!client.proof().last().ended()) {
        CutClient.Connection connection = client.connect();
        long stop = 1 + random.nextInt(MAX_BYTES);
        connection.readUntil(() -> connection.bytes() >= stop || client.proof().last().ended());
        connection.cut(random.nextBoolean() ? CutClient.Cut.FIN : CutClient.Cut.RST);
        cuts++;
      }
      return this;
    }

    void assertSaw(String text, String conversation) {
      AnswerVerifier proof = client.proof();
      assertTrue(cuts > 1, "was cut");
      assertEquals(List.of(), proof.problems());
      assertEquals(0, proof.lost());
      assertEquals(0, proof.doubled());
      assertEquals(1, proof.answers().size());
      assertEquals(text, proof.last().text.toString());
      assertEquals(Set.of(conversation), proof.conversations());
    }
  }

  @Test
  void isCopiedWithItsAttachments() throws Exception {
    String shared = owner.create("{}");
    String attachment =
        RestClient.object(owner.upload("attachments", "note.txt", "hello".getBytes()).body())
            .getString("id");
    JsonObject said =
        owner.json(
            202,
            "POST",
            "conversations/" + shared + "/messages",
            "{\"content\":\"read\",\"attachments\":[\"" + attachment + "\"]}");
    ended(said);
    String unsent =
        RestClient.object(owner.upload("attachments", "own.txt", "secret".getBytes()).body())
            .getString("id");
    String token =
        owner.json(201, "POST", "conversations/" + shared + "/share", null).getString("token");
    assertEquals(
        200,
        viewer.call("GET", "shares/" + token + "/attachments/" + attachment, null).statusCode());
    assertEquals(
        404, viewer.call("GET", "shares/" + token + "/attachments/" + unsent, null).statusCode());
    JsonObject copy = viewer.json(201, "POST", "shares/" + token + "/copy", null);
    JsonArray messages = viewer.open(copy.getString("id")).getJsonArray("messages");
    assertEquals(2, messages.size());
    String copied =
        messages.getJsonObject(0).getJsonArray("attachments").getJsonObject(0).getString("id");
    assertEquals(204, owner.call("DELETE", "conversations/" + shared, null).statusCode());
    assertEquals("hello", viewer.call("GET", "attachments/" + copied, null).body());
    assertEquals(404, viewer.call("GET", "shares/" + token, null).statusCode());
    answered(viewer, copy.getString("id"), "go on");
  }

  /** A cursor is opaque, but not secret: a viewer can guess that of an earlier event. */
  @Test
  void whatWasBeforeTheShareIsNotForViewersWhateverTheirCursor() throws Exception {
    String id = owner.create("{\"title\":\"OLD TITLE\"}");
    JsonObject asked =
        owner.json(202, "POST", "conversations/" + id + "/messages", RestClient.said("SECRET"));
    ended(asked);
    String question = asked.getJsonObject("userMessage").getString("id");
    ended(owner.json(202, "PUT", "messages/" + question, RestClient.said("harmless")));
    owner.json(200, "PATCH", "conversations/" + id, "{\"title\":\"new\"}");
    String path =
        "shares/"
            + owner.json(201, "POST", "conversations/" + id + "/share", null).getString("token");
    JsonObject seen = viewer.json(200, "GET", path, null);
    assertFalse(seen.toString().contains("SECRET"));
    String cursor = seen.getString("cursor");
    int dash = cursor.lastIndexOf('-');
    long position = Long.parseLong(cursor.substring(dash + 1));
    for (long earlier : List.of(0L, position / 2)) {
      String guessed = cursor.substring(0, dash + 1) + earlier;
      String events =
          viewer.json(200, "GET", path + "/events/poll?wait=0&after=" + guessed, null).toString();
      assertFalse(events.contains("SECRET") || events.contains("OLD TITLE"), events);
      assertTrue(events.contains("\"reset\""), events);
      try (EventStreamClient stream = viewer.stream(path + "/events", "Last-Event-ID", guessed)) {
        assertEquals("ready", stream.next(event -> event.data() != null).type());
        assertEquals("reset", stream.next(event -> event.data() != null).type());
      }
    }
    try (EventStreamClient stream = viewer.stream(path + "/events", "Last-Event-ID", cursor)) {
      stream.next("ready");
      ended(owner.json(202, "PUT", "messages/" + question, RestClient.said("more")));
      assertEquals("message", stream.next(event -> event.data() != null).type());
    }
  }

  @Test
  void aTokenThatIsGuessedOrNoneIsOfNoShare() {
    for (String token :
        List.of("x", "A".repeat(43), "a".repeat(300), "..%2f..", "%00", "%E2%80%AE", "null")) {
      for (String path :
          List.of("", "/events/poll", "/attachments/x", "/attachments/x/thumbnail")) {
        int status = viewer.call("GET", "shares/" + token + path, null).statusCode();
        assertTrue(status == 404 || status == 400, status + " of " + token + path);
      }
      int copied = viewer.call("POST", "shares/" + token + "/copy", null).statusCode();
      assertTrue(copied == 404 || copied == 400, copied + " of " + token);
    }
  }

  @Test
  void keepsPresets() throws Exception {
    JsonObject made =
        owner.json(
            201,
            "POST",
            "presets",
            "{\"name\":\"번역\",\"systemPrompt\":\"Translate\",\"parameters\":{\"temperature\":0}}");
    String path = "presets/" + made.getString("id");
    assertEquals("새 이름", owner.json(200, "PATCH", path, "{\"name\":\"새 이름\"}").getString("name"));
    assertEquals(404, viewer.call("PATCH", path, "{\"name\":\"x\"}").statusCode());
    assertEquals(1, owner.json(200, "GET", "presets", null).getJsonArray("items").size());
    assertEquals(
        403, owner.call("POST", "presets", "{\"name\":\"all\",\"shared\":true}").statusCode());
    assertEquals(400, owner.call("POST", "presets", "{}").statusCode());
    assertEquals(204, owner.call("DELETE", path, null).statusCode());
    assertEquals(404, owner.call("DELETE", path, null).statusCode());
  }

  private double openStreams() {
    try {
      return MetricsSnapshot.scrape(base.toURI().resolve("metrics")).of("suda_open_streams");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void answered(String conversation, String content) {
    answered(owner, conversation, content);
  }

  private static void answered(RestClient who, String conversation, String content) {
    ended(who, who.say(conversation, content));
  }

  private void ended(JsonObject begun) {
    ended(owner, begun);
  }

  private static void ended(RestClient who, JsonObject begun) {
    JsonObject answer = begun.getJsonObject("assistantMessage");
    Eventually.holds(
        10,
        () ->
            who.message(answer.getString("conversationId"), answer.getString("id"))
                .getString("status")
                .equals("complete"));
  }
}
