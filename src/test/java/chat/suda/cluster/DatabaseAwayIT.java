package chat.suda.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.browser.SudaProcess;
import chat.suda.container.EventStreamClient;
import chat.suda.container.RestClient;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database is unavailable, and its port refuses connections; later it is back. */
class DatabaseAwayIT {

  private static final Duration SOON = Duration.ofSeconds(10);

  /** After 5 s a container has retried a failed timer, and may remove it. */
  private static final Duration OUTAGE = Duration.ofSeconds(12);

  private static final String TOKEN = "an administrator's token, long enough";

  @TempDir Path folder;

  @Test
  void whoAsksIsToldSoonToComeBackAndAllGoesOnWhenItIsBack() throws Exception {
    EmbeddedPostgres first = start(0);
    try (SudaProcess suda =
        SudaProcess.start(
            "suda.db.url=" + first.getJdbcUrl("postgres", "postgres"),
            "suda.db.user=postgres",
            "suda.admin-token=" + TOKEN)) {
      RestClient person = new RestClient(suda.base());
      String conversation = person.create("{}");
      first.close();
      long outage = System.nanoTime();
      for (String path : List.of("conversations", "conversations/" + conversation)) {
        assertIsTurnedAway(person, path);
      }
      // From memory, or told when to come back: an EventSource gives up at anything but 200.
      HttpRequest request =
          HttpRequest.newBuilder(suda.base().resolve("api/v1/events")).timeout(SOON).build();
      HttpResponse<InputStream> stream =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
      stream.body().close();
      assertEquals(200, stream.statusCode());
      assertEquals("text/event-stream", stream.headers().firstValue("Content-Type").orElseThrow());
      while (System.nanoTime() - outage < OUTAGE.toNanos()) {
        assertIsTurnedAway(person, "conversations");
      }
      EmbeddedPostgres again = start(first.getPort());
      try {
        assertTimersRun(person);
      } finally {
        again.close();
      }
    } finally {
      first.close();
    }
  }

  private EmbeddedPostgres start(int port) throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder().setDataDirectory(folder).setCleanDataDirectory(false);
    return (port == 0 ? builder : builder.setPort(port)).start();
  }

  private static void assertIsTurnedAway(RestClient person, String path) {
    HttpResponse<String> refused = assertTimeout(SOON, () -> person.call("GET", path, null));
    assertEquals(503, refused.statusCode(), refused::body);
    assertTrue(refused.headers().firstValue("Retry-After").isPresent());
  }

  /** A timer determines when a notice becomes valid. */
  private static void assertTimersRun(RestClient person) throws Exception {
    try (EventStreamClient events = person.events()) {
      events.next("ready");
      String from = Instant.now().plusSeconds(2).toString();
      String notice = "{\"text\":\"back\",\"level\":\"info\",\"from\":\"" + from + "\"}";
      person.json(201, "POST", "admin/notices", notice, "Authorization", "Bearer " + TOKEN);
      assertEquals("back", events.next("notice").data().getJsonObject("notice").getString("text"));
    }
  }
}
