package chat.suda.login;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.suda.browser.SudaProcess;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Identification by a proxy's headers, byte for byte as a proxy sends them. */
class ProxyIT {

  private static SudaProcess suda;

  @BeforeAll
  static void start() throws Exception {
    suda =
        SudaProcess.start(
            "suda.auth=proxy", "suda.proxy.trusted=127.0.0.1", "suda.allowed-roles=staff");
  }

  @AfterAll
  static void stop() {
    suda.close();
  }

  @Test
  void takesNamesInAnyScript() throws Exception {
    for (Charset charset : Set.of(StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1)) {
      JsonObject me =
          body(
              get(
                  "127.0.0.1",
                  charset,
                  "X-Forwarded-User: jürgen-" + charset,
                  "X-Forwarded-Preferred-Username: Jürgen",
                  "X-Forwarded-Groups: staff,café"));
      assertEquals("Jürgen", me.getJsonObject("user").getString("name"));
      assertEquals(
          Set.of("staff", "café"),
          me.getJsonArray("roles").stream()
              .map(role -> ((JsonString) role).getString())
              .collect(Collectors.toSet()));
    }
    JsonObject me =
        body(
            get(
                "127.0.0.1",
                StandardCharsets.UTF_8,
                "X-Forwarded-User: kim",
                "X-Forwarded-Preferred-Username: 김철수",
                "X-Forwarded-Groups: staff"));
    assertEquals("김철수", me.getJsonObject("user").getString("name"));
  }

  @Test
  void refusesWhoHasNoNameOrNoRoleOrComesFromElsewhere() throws Exception {
    String user = "X-Forwarded-User: kim";
    String role = "X-Forwarded-Groups: staff";
    assertEquals(401, status(get("127.0.0.1", StandardCharsets.UTF_8, role)));
    assertEquals(401, status(get("127.0.0.1", StandardCharsets.UTF_8, user, user, role)));
    assertEquals(403, status(get("127.0.0.1", StandardCharsets.UTF_8, user)));
    assertEquals(401, status(get("127.0.0.2", StandardCharsets.UTF_8, user, role)), "not trusted");
  }

  private static int status(String response) {
    return Integer.parseInt(response.substring(9, 12));
  }

  private static JsonObject body(String response) {
    assertEquals(200, status(response), response);
    int from = response.indexOf('{');
    return Json.createReader(
            new StringReader(response.substring(from, response.lastIndexOf('}') + 1)))
        .readObject();
  }

  /** Asks for {@code /me} from that address of this machine. */
  private static String get(String from, Charset charset, String... headers) throws IOException {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(from, 0));
      socket.connect(new InetSocketAddress("127.0.0.1", suda.base().getPort()), 5000);
      socket.setSoTimeout(20_000);
      String request =
          "GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
              + String.join("\r\n", headers)
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(charset));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
