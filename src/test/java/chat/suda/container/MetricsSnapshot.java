package chat.suda.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Suda's metrics at one moment, as Prometheus would scrape them. */
final class MetricsSnapshot {

  private static final HttpClient HTTP =
      new VerifyingClient(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());

  private final Map<String, Double> series = new TreeMap<>();

  private MetricsSnapshot(String text) {
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int end = line.lastIndexOf(' ');
              series.put(line.substring(0, end), Double.valueOf(line.substring(end + 1)));
            });
  }

  static MetricsSnapshot scrape(URI uri) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
    HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    assertEquals(200, response.statusCode());
    String type = response.headers().firstValue("Content-Type").orElseThrow();
    assertEquals("text/plain;version=0.0.4;charset=utf-8", type.replace(" ", "").toLowerCase());
    return new MetricsSnapshot(response.body());
  }

  /**
   * @param name of the series, with its labels as they are written
   */
  double of(String name) {
    Double value = series.get(name);
    assertNotNull(value, () -> name + " is not in " + series);
    return value;
  }

  /** By how much the series grew since then. */
  double since(MetricsSnapshot before, String name) {
    return of(name) - before.of(name);
  }

  @Override
  public String toString() {
    return series.toString();
  }
}
