package chat.suda.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.Eventually;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Event streams over HTTP/2, many of which share one TCP connection. */
class Http2IT {

  private static final int PATIENCE_SECONDS = 60;
  private static final int STREAMS = 20;

  private static SudaProcess server;
  private static URI base;
  private static HttpClient http;

  @BeforeAll
  static void start() throws Exception {
    int port = SudaProcess.freePort();
    server = SudaProcess.start("--sslPort " + port, "suda.heartbeat=1");
    base = URI.create("https://localhost:" + port + "/");
    http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .sslContext(trustingAll())
            .build();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aCancelledStreamIsForgottenWhileItsTcpConnectionLives() throws Exception {
    List<InputStream> streams = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      streams.add(open("closed" + i));
    }
    Eventually.holds(PATIENCE_SECONDS, () -> openStreams() == STREAMS);
    for (InputStream stream : streams.subList(1, STREAMS)) {
      stream.close();
    }
    Eventually.holds(PATIENCE_SECONDS, () -> openStreams() == 1);
    assertHearsHeartbeat(streams.get(0));
    streams.get(0).close();
    Eventually.holds(PATIENCE_SECONDS, () -> openStreams() == 0);
  }

  private static InputStream open(String session) throws Exception {
    HttpResponse<InputStream> response =
        http.send(
            HttpRequest.newBuilder(base.resolve("api/v1/openai/chat/stream?sessionId=" + session))
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertEquals(200, response.statusCode());
    assertEquals(HttpClient.Version.HTTP_2, response.version());
    return response.body();
  }

  private static void assertHearsHeartbeat(InputStream stream) {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    assertTrue(lines.lines().anyMatch(": heartbeat"::equals));
  }

  private static int openStreams() {
    HttpRequest request = HttpRequest.newBuilder(base.resolve("metrics")).build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofLines())
        .join()
        .body()
        .filter(line -> line.startsWith("suda_open_streams "))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(line.indexOf(' '))))
        .findFirst()
        .orElseThrow();
  }

  /** The server makes its certificate itself. */
  private static SSLContext trustingAll() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustsAll()}, new SecureRandom());
    return context;
  }

  private static final class TrustsAll extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
