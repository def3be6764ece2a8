package chat.suda.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Calls all that {@code /openapi} describes; the client holds each response to it. In a test of its
 * own: a tally over all tests would depend on which of them are run, and in which JVM.
 */
class OpenApiIT extends ContainerFixture {

  private final Set<String> called = new TreeSet<>();

  @BeforeEach
  void answer() {
    answersOk();
  }

  @Test
  void describesWhatEachCallAnswers() throws Exception {
    ofThePerson();
    ofConversations();
    ofAttachments();
    ofShares();
    ofPresets("presets");
    ofPresets("admin/presets", ADMIN);
    ofTheSeedEndpoint();
    ofTheAdministration();
    ofLogins();
    assertEquals(200, call("GET", "/metrics", null).statusCode());
    deleteMe();
    assertEquals(new TreeSet<>(contract().operations()), called);
  }

  @Test
  void aResponseThatIsNotDescribedFailsItsTest() throws Exception {
    HttpResponse<String> me = user.call("GET", "me", null);
    OpenApiContract narrow =
        new OpenApiContract(
            """
            {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {"/api/v1/me": {"get":
              {"responses": {"200": {"description": "d", "content": {"application/json":
                {"schema": {"type": "object", "required": ["nobody"]}}}}}}}}}
            """);
    String reason = assertThrows(AssertionError.class, () -> narrow.verify(me)).getMessage();
    assertTrue(reason.contains("GET") && reason.contains("api/v1/me -> 200"), reason);
    assertTrue(reason.contains("nobody"), reason);
    HttpResponse<String> models = user.call("GET", "models", null);
    assertThrows(AssertionError.class, () -> narrow.verify(models), "a path that is not described");
  }

  private void ofThePerson() throws Exception {
    json(200, "GET", "me", null);
    json(200, "GET", "models", null);
    json(201, "POST", "tickets", null);
    json(200, "GET", "events/poll?wait=0", null);
    open("events");
    assertEquals(200, user.bytes("me/export").statusCode());
    called("GET", "me/export");
    HttpResponse<String> imported =
        user.upload("import", "c.json", "[]".getBytes(StandardCharsets.UTF_8));
    assertTrue(imported.statusCode() == 202 || imported.statusCode() == 422, imported.body());
    called("POST", "import");
  }

  private void ofConversations() throws Exception {
    String conversation = json(201, "POST", "conversations", "{}").getString("id");
    String path = "conversations/" + conversation;
    json(200, "GET", "conversations", null);
    json(200, "GET", path, null);
    json(200, "PATCH", path, "{\"title\":\"t\"}");
    try (EventStreamClient events = user.events()) {
      JsonObject begun = json(202, "POST", path + "/messages", RestClient.said("q"));
      events.next("done");
      String answer = "messages/" + begun.getJsonObject("assistantMessage").getString("id");
      json(202, "POST", answer + "/regenerate", null);
      events.next("done");
      json(200, "POST", answer + "/stop", null);
      json(404, "POST", answer + "/tools/none", "{\"allow\":true}");
      json(
          202,
          "PUT",
          "messages/" + begun.getJsonObject("userMessage").getString("id"),
          RestClient.said("edited"));
      events.next("done");
    }
    assertEquals(200, call("GET", path + "/export?format=md", null).statusCode());
    json(200, "GET", path + "/export?format=json", null);
    assertEquals(204, call("DELETE", path, null).statusCode());
  }

  private void ofAttachments() throws Exception {
    String path = "attachments/" + uploaded();
    assertEquals(200, user.bytes(path).statusCode());
    called("GET", path);
    assertEquals(200, user.bytes(path + "/thumbnail").statusCode());
    called("GET", path + "/thumbnail");
    assertEquals(204, call("DELETE", path, null).statusCode());
  }

  private void ofShares() throws Exception {
    String image = uploaded();
    String path = "conversations/" + user.create("{}");
    try (EventStreamClient events = user.events()) {
      json(
          202,
          "POST",
          path + "/messages",
          "{\"content\":\"look\",\"attachments\":[\"" + image + "\"]}");
      events.next("done");
    }
    String shared = "shares/" + json(201, "POST", path + "/share", null).getString("token");
    json(200, "GET", path + "/share", null);
    json(200, "GET", shared, null);
    json(200, "GET", shared + "/events/poll?wait=0", null);
    open(shared + "/events");
    for (String file : Set.of("", "/thumbnail")) {
      assertEquals(200, user.bytes(shared + "/attachments/" + image + file).statusCode());
      called("GET", shared + "/attachments/" + image + file);
    }
    json(201, "POST", shared + "/copy", null);
    assertEquals(204, call("DELETE", path + "/share", null).statusCode());
  }

  private void ofPresets(String path, String... headers) {
    String id = json(201, "POST", path, "{\"name\":\"mine\"}", headers).getString("id");
    json(200, "GET", path, null, headers);
    json(200, "PATCH", path + "/" + id, "{\"name\":\"still mine\"}", headers);
    assertEquals(204, call("DELETE", path + "/" + id, null, headers).statusCode());
  }

  private void ofTheSeedEndpoint() throws Exception {
    String path = "openai/chat/stream";
    open(path + "?sessionId=described");
    json(
        200,
        "POST",
        path,
        "{\"sessionId\":\"described\",\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]}");
    json(200, "GET", path + "/poll?sessionId=described&wait=0", null);
  }

  private void ofTheAdministration() throws Exception {
    json(200, "GET", "admin/users", null, ADMIN);
    json(200, "GET", "admin/usage", null, ADMIN);
    json(200, "GET", "admin/audit", null, ADMIN);
    open("admin/events", ADMIN);
    String notice =
        json(201, "POST", "admin/notices", "{\"text\":\"soon\",\"level\":\"info\"}", ADMIN)
            .getString("id");
    json(200, "GET", "admin/notices", null, ADMIN);
    assertEquals(204, call("DELETE", "admin/notices/" + notice, null, ADMIN).statusCode());
    RestClient visitor = new RestClient(base.toURI());
    visitor.create("{}");
    String other = visitor.json(200, "GET", "me", null).getJsonObject("user").getString("id");
    json(200, "PATCH", "admin/users/" + other, "{\"disabled\":true}", ADMIN);
    assertEquals(204, call("DELETE", "admin/users/" + other, null, ADMIN).statusCode());
  }

  /** Without an identity provider: LoginIT has one. */
  private void ofLogins() {
    json(404, "GET", "/login", null);
    json(404, "GET", "/login/callback", null);
    json(404, "POST", "/login/backchannel", null);
    json(200, "POST", "/logout", null);
  }

  private void deleteMe() {
    String me = json(200, "GET", "me", null).getJsonObject("user").getString("id");
    assertEquals(204, call("DELETE", "me?confirm=" + me, null).statusCode());
  }

  private String uploaded() throws Exception {
    ByteArrayOutputStream image = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "png", image);
    HttpResponse<String> response = user.upload("attachments", "i.png", image.toByteArray());
    assertEquals(201, response.statusCode(), response.body());
    called("POST", "attachments");
    return RestClient.object(response.body()).getString("id");
  }

  private void open(String path, String... headers) throws Exception {
    user.stream(path, headers).close();
    called("GET", path);
  }

  private JsonObject json(int status, String method, String path, String body, String... headers) {
    called(method, path);
    return user.json(status, method, path, body, headers);
  }

  private HttpResponse<String> call(String method, String path, String body, String... headers) {
    called(method, path);
    return user.call(method, path, body, headers);
  }

  private void called(String method, String path) {
    URI address = user.address(path);
    called.add(contract().operation(method, address.getRawPath()).orElseThrow());
  }

  private OpenApiContract contract() {
    return OpenApiContract.of(user.address("me"));
  }
}
