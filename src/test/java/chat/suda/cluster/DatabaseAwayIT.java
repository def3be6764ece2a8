package chat.suda.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.browser.SudaProcess;
import chat.suda.container.RestClient;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The database is gone, and its port refuses. */
class DatabaseAwayIT {

  private static final Duration SOON = Duration.ofSeconds(10);

  @Test
  void whoAsksIsToldSoonToComeBackAndAnEventStreamIsNoError() throws Exception {
    EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
    try (SudaProcess suda =
        SudaProcess.start(
            "suda.db.url=" + postgres.getJdbcUrl("postgres", "postgres"),
            "suda.db.user=postgres")) {
      RestClient person = new RestClient(suda.base());
      String conversation = person.create("{}");
      postgres.close();
      for (String path : List.of("conversations", "conversations/" + conversation)) {
        HttpResponse<String> refused = assertTimeout(SOON, () -> person.call("GET", path, null));
        assertEquals(503, refused.statusCode(), refused::body);
        assertTrue(refused.headers().firstValue("Retry-After").isPresent());
      }
      // From memory, or told when to come back: an EventSource gives up at anything but 200.
      HttpRequest request =
          HttpRequest.newBuilder(suda.base().resolve("api/v1/events")).timeout(SOON).build();
      HttpResponse<InputStream> stream =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
      stream.body().close();
      assertEquals(200, stream.statusCode());
      assertEquals("text/event-stream", stream.headers().firstValue("Content-Type").orElseThrow());
    } finally {
      postgres.close();
    }
  }
}
