package chat.suda.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.Eventually;
import chat.suda.browser.SudaProcess;
import chat.suda.container.EventStreamClient;
import chat.suda.container.RestClient;
import chat.suda.upstream.FakeUpstream;
import chat.suda.upstream.UpstreamScript;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Quotas and retention; time is advanced in the database. */
class LimitsOfPeopleIT {

  private static final int PATIENCE_SECONDS = 90;
  private static final int QUESTIONS_PER_MINUTE = 3;

  private static EmbeddedPostgres postgres;
  private static FakeUpstream upstream;
  private static SudaProcess suda;

  @BeforeAll
  static void start() throws Exception {
    postgres = EmbeddedPostgres.builder().start();
    upstream = FakeUpstream.start();
    upstream.onRequest(
        request ->
            request.streams()
                ? UpstreamScript.answer("one ", "two ", "three")
                : UpstreamScript.completion("A title"));
    suda =
        SudaProcess.start(
            "openai.base-url=" + upstream.baseUrl(),
            "suda.db.url=" + postgres.getJdbcUrl("postgres", "postgres"),
            "suda.db.user=postgres",
            "suda.auth=proxy",
            "suda.retention=P90D",
            "suda.max-attachment-bytes-per-user=1000000",
            "suda.quota.questions-per-minute=" + QUESTIONS_PER_MINUTE,
            "suda.quota.tokens-per-day=5",
            "suda.quota.staff.tokens-per-day=100000",
            "suda.quota.guests.tokens-per-day=4",
            "suda.quota.free.tokens-per-day=0");
  }

  @AfterAll
  static void stop() throws Exception {
    suda.close();
    upstream.close();
    postgres.close();
  }

  @Test
  void deletesWhatIsUntouchedForLongerThanItIsKept() throws Exception {
    RestClient alice = person("alice", "free");
    byte[] file = "what was brought along".getBytes(StandardCharsets.UTF_8);
    String attachment =
        object(alice.upload("attachments", "notes.txt", file).body()).getString("id");
    String old = alice.create("{\"title\":\"old\"}");
    String kept = alice.create("{\"title\":\"kept\"}");
    try (EventStreamClient events = alice.events()) {
      events.next("ready");
      String question =
          "{\"content\":\"a rare word: quokka\",\"attachments\":[\"" + attachment + "\"]}";
      alice.json(202, "POST", "conversations/" + old + "/messages", question);
      events.next("done");
      alice.say(kept, "hello");
      events.next("done");
      String share =
          alice.json(201, "POST", "conversations/" + old + "/share", null).getString("token");
      assertEquals(200, alice.call("GET", "shares/" + share, null).statusCode());

      moveBack("conversation", "updated_at", "id", kept, Duration.ofDays(89));
      moveBack("conversation", "updated_at", "id", old, Duration.ofDays(91));
      Eventually.holds(PATIENCE_SECONDS, () -> status(alice, "conversations/" + old) == 404);
      assertTrue(
          events
              .next(event -> event.data() != null && event.data().getBoolean("deleted", false))
              .data()
              .getString("conversationId")
              .equals(old));
      assertEquals(404, status(alice, "attachments/" + attachment));
      assertEquals(404, status(alice, "shares/" + share));
    }
    assertEquals(List.of(), rowsThatName(old, attachment));
    JsonObject left = alice.json(200, "GET", "conversations", null);
    assertEquals(1, left.getJsonArray("items").size());
    assertEquals(2, alice.open(kept).getJsonArray("messages").size());
  }

  @Test
  void takesSoManyQuestionsInAMinute() throws Exception {
    RestClient bob = person("bob", "free");
    String answered = null;
    try (EventStreamClient events = bob.events()) {
      events.next("ready");
      for (int i = 0; i < QUESTIONS_PER_MINUTE; i++) {
        answered =
            bob.say(bob.create("{}"), "hello").getJsonObject("assistantMessage").getString("id");
        events.next("done");
      }
    }
    String next = bob.create("{}");
    assertOverQuota(bob.call("POST", "conversations/" + next + "/messages", RestClient.said("x")));
    assertOverQuota(bob.call("POST", "messages/" + answered + "/regenerate", null));
    assertEquals(0, bob.open(next).getJsonArray("messages").size(), "nothing was stored");
    RestClient carol = person("carol", "free");
    carol.say(carol.create("{}"), "another's minute is another's");

    String id = bob.json(200, "GET", "me", null).getJsonObject("user").getString("id");
    moveBack("usage_entry", "begun_at", "person_id", id, Duration.ofSeconds(61));
    bob.say(next, "a minute later");
  }

  private static void assertOverQuota(HttpResponse<String> refused) {
    assertEquals(429, refused.statusCode(), refused.body());
    assertEquals("quota", object(refused.body()).getString("code"));
    int wait = Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow());
    assertTrue(wait >= 1 && wait <= 60, wait + " s");
  }

  @ParameterizedTest
  @CsvSource({
    "dora, '', 5, 429",
    "erin, guests, 4, 429",
    "fred, 'guests,staff', 100000, 202",
    "gina, 'staff,guests,others', 100000, 202",
    "hugo, 'guests,free', 0, 202",
    "ines, others, 5, 429",
  })
  void countsTheMostGenerousOfAPersonsRoles(String name, String roles, int tokens, int second)
      throws Exception {
    RestClient person = person(name, roles);
    assertEquals(tokens, tokensPerDay(person));
    String conversation = person.create("{}");
    try (EventStreamClient events = person.events()) {
      events.next("ready");
      person.say(conversation, "This costs more than five tokens");
      events.next("done");
    }
    String path = "conversations/" + conversation + "/messages";
    HttpResponse<String> answer = person.call("POST", path, RestClient.said("more"));
    assertEquals(second, answer.statusCode(), answer.body());
  }

  @Test
  void whatIsOnItsWayWhileItsOwnerIsErasedIsNotKept() throws Exception {
    RestClient zoe = person("zoe", "free");
    String id = zoe.json(200, "GET", "me", null).getJsonObject("user").getString("id");
    String body = "{\"title\":\"late\"}";
    try (Socket socket = new Socket(suda.base().getHost(), suda.base().getPort())) {
      socket.setSoTimeout(PATIENCE_SECONDS * 1000);
      String head =
          "POST /api/v1/conversations HTTP/1.1\r\nHost: "
              + suda.base().getAuthority()
              + "\r\nX-Forwarded-User: zoe\r\nX-Forwarded-Groups: free"
              + "\r\nContent-Type: application/json\r\nConnection: close"
              + "\r\nExpect: 100-continue\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n";
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      // The server has the call when it asks for its body; the next one is after it.
      assertEquals(
          "HTTP/1.1 100",
          new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII));
      zoe.json(200, "GET", "me", null);
      assertEquals(204, zoe.call("DELETE", "me", "{\"confirm\":\"" + id + "\"}").statusCode());
      out.write(body.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(answer.contains("HTTP/1.1 401"), answer);
    }
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        PreparedStatement query =
            connection.prepareStatement("select count(*) from conversation where owner = ?")) {
      query.setString(1, id);
      try (ResultSet found = query.executeQuery()) {
        found.next();
        assertEquals(0, found.getInt(1));
      }
    }
  }

  @Test
  void uploadsAtOnceAreTogetherWithinTheLimit() {
    RestClient person = person("uploader", "free");
    byte[] file = "word ".repeat(60_000).getBytes(StandardCharsets.US_ASCII);
    List<CompletableFuture<Integer>> uploads =
        IntStream.range(0, 6)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> person.upload("attachments", i + ".txt", file).statusCode()))
            .toList();
    List<Integer> statuses = uploads.stream().map(CompletableFuture::join).sorted().toList();
    assertEquals(List.of(201, 201, 201, 429, 429, 429), statuses);
  }

  /** 0 for no limit. */
  private static int tokensPerDay(RestClient person) {
    JsonObject me = person.json(200, "GET", "me", null);
    return me.isNull("quota") ? 0 : me.getJsonObject("quota").getInt("tokensPerDay");
  }

  private static RestClient person(String name, String roles) {
    return RestClient.identified(
        suda.base(), "X-Forwarded-User", name, "X-Forwarded-Groups", roles);
  }

  private static int status(RestClient person, String path) {
    return person.call("GET", path, null).statusCode();
  }

  private static JsonObject object(String text) {
    return Json.createReader(new StringReader(text)).readObject();
  }

  private static Connection database() throws SQLException {
    return DriverManager.getConnection(postgres.getJdbcUrl("postgres", "postgres"));
  }

  /** As if so much time had passed since. */
  private static void moveBack(String table, String time, String key, String id, Duration by)
      throws SQLException {
    String update = "UPDATE %s SET %s = %s - ? WHERE %s = ?".formatted(table, time, time, key);
    try (Connection database = database();
        PreparedStatement statement = database.prepareStatement(update)) {
      statement.setLong(1, by.toNanos() / 1000);
      statement.setString(2, id);
      assertTrue(statement.executeUpdate() > 0);
    }
  }

  /** The columns of whatever table that still hold one of these ids. */
  private static List<String> rowsThatName(String... ids) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection database = database();
        ResultSet columns = database.getMetaData().getColumns(null, "public", null, "%id")) {
      while (columns.next()) {
        String table = columns.getString("TABLE_NAME");
        String column = columns.getString("COLUMN_NAME");
        String query = "SELECT 1 FROM %s WHERE CAST(%s AS text) = ANY (?)".formatted(table, column);
        try (PreparedStatement statement = database.prepareStatement(query)) {
          statement.setArray(1, database.createArrayOf("text", ids));
          if (statement.executeQuery().next()) {
            found.add(table + "." + column);
          }
        }
      }
    }
    return found;
  }
}
