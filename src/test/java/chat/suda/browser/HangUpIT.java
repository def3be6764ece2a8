package chat.suda.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.container.RestClient;
import chat.suda.upstream.FakeUpstream;
import chat.suda.upstream.Sse;
import chat.suda.upstream.UpstreamScript;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What clients do wrong every day is not the operator's business: nothing of it is logged. */
class HangUpIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String SEED = "/api/v1/openai/chat/stream";

  /** What a record of a failure has, and the lines below it. */
  private static final String TROUBLE = ".* (WARNING|SEVERE) .*|\tat .*|Caused by: .*";

  private int port;

  @Test
  void clientsThatHangUpAndKeysThatComeTwiceLogNothing() throws Exception {
    try (FakeUpstream model = FakeUpstream.start();
        SudaProcess server = SudaProcess.start("openai.base-url=" + model.baseUrl())) {
      model.onRequest(request -> UpstreamScript.opened());
      port = server.base().getPort();
      for (boolean reset : new boolean[] {false, true}) {
        for (String path :
            List.of("/api/v1/conversations", SEED, "/logout", "/login/backchannel")) {
          hangUp(head("POST", path, "Content-Length: 5000") + "{\"title\":\"x", reset);
          hangUp(head("POST", path, "Transfer-Encoding: chunked") + "5\r\n{\"tit", reset);
        }
        for (String path :
            List.of(
                "/",
                "/lib/katex/katex.min.js",
                "/api/v1/me",
                "/api/v1/conversations",
                "/api/v1/events",
                "/api/v1/events/poll?wait=5",
                "/metrics",
                "/openapi")) {
          hangUp(head("GET", path, "Accept: */*"), reset);
        }
        hangUp("POST /api/v1/conv", reset);
        hangUpOnAnAnswer(model, reset);
      }
      sendKeysTwice(new RestClient(server.base()));
      server.stop();
      assertEquals(List.of(), trouble());
    }
  }

  /** A key that comes twice at once: to one conversation, and to two. */
  private static void sendKeysTwice(RestClient user) {
    for (int i = 0; i < 10; i++) {
      String here = user.create("{}");
      String there = i % 2 == 0 ? here : user.create("{}");
      String key = "key-" + i;
      List<CompletableFuture<HttpResponse<String>>> both =
          Stream.of(here, there)
              .map(
                  conversation ->
                      user.callAsync(
                          "POST",
                          "conversations/" + conversation + "/messages",
                          RestClient.said("once"),
                          "Idempotency-Key",
                          key))
              .toList();
      Set<Integer> statuses =
          both.stream().map(answer -> answer.join().statusCode()).collect(Collectors.toSet());
      // In another conversation it is another request, if the first one has not come to it yet.
      assertTrue(Set.of(202, 422).containsAll(statuses), statuses.toString());
      user.call("DELETE", "conversations/" + here, null);
      user.call("DELETE", "conversations/" + there, null);
    }
  }

  /** The seed endpoint answers when all has been streamed: to nobody. */
  private void hangUpOnAnAnswer(FakeUpstream model, boolean reset) throws Exception {
    String session = "hang-up-" + reset;
    try (Socket stream = connect(head("GET", SEED + "?sessionId=" + session, "Accept: */*"))) {
      assertTrue(stream.getInputStream().read() >= 0);
      String body =
          "{\"sessionId\":\""
              + session
              + "\",\"messages\":[{\"role\":\"user\",\"content\":\"long\"}]}";
      Socket post =
          connect(
              head(
                  "POST",
                  SEED,
                  "Content-Type: application/json\r\nContent-Length: " + body.length(),
                  body));
      var answer = model.nextExchange(SOON);
      answer.send(Sse.role() + Sse.content("half"));
      close(post, reset);
      answer.send(Sse.content(" and half") + Sse.finish("stop") + Sse.DONE);
      answer.end();
      StringBuilder seen = new StringBuilder();
      while (seen.indexOf("\"done\"") < 0) {
        int next = stream.getInputStream().read();
        assertTrue(next >= 0, seen.toString());
        seen.append((char) next);
      }
    }
  }

  private static String head(String method, String path, String header, String... body) {
    return method
        + " "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\n"
        + header
        + "\r\n\r\n"
        + String.join("", body);
  }

  private void hangUp(String request, boolean reset) throws IOException {
    close(connect(request), reset);
  }

  private Socket connect(String request) throws IOException {
    Socket socket = new Socket("localhost", port);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    return socket;
  }

  /**
   * @param reset by RST, else by FIN
   */
  private static void close(Socket socket, boolean reset) throws IOException {
    if (reset) {
      socket.setSoLinger(true, 0);
    }
    socket.close();
  }

  private List<String> trouble() throws IOException {
    return Files.readAllLines(Path.of(System.getProperty("suda.jar") + "." + port + ".log"))
        .stream()
        .filter(line -> line.matches(TROUBLE))
        .toList();
  }
}
