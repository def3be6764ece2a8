package chat.suda.container;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** Imports of conversations. */
class ImportIT extends ContainerFixture {

  @Test
  void takesChatGptsWithBranchesTimesAndModelsAndNoneTwice() throws Exception {
    String file = "[" + chatGpt("c1") + "," + chatGpt("c2") + ",{\"title\":\"odd\"}]";
    JsonObject end = imported(file.getBytes(StandardCharsets.UTF_8), 3);
    assertEquals(2, end.getInt("done"));
    assertEquals(1, end.getInt("failed"));
    assertEquals("odd", end.getJsonArray("errors").getString(0));
    JsonArray list = user.json(200, "GET", "conversations", null).getJsonArray("items");
    assertEquals(2, list.size());
    JsonObject opened = user.open(list.getJsonObject(0).getString("id"));
    assertEquals(
        "2023-11-14T22:13:20.500Z", opened.getJsonObject("conversation").getString("createdAt"));
    JsonArray messages = opened.getJsonArray("messages");
    assertEquals(3, messages.size());
    String asked = messages.getJsonObject(0).getString("id");
    assertEquals(asked, messages.getJsonObject(1).getString("parentId"));
    assertEquals(asked, messages.getJsonObject(2).getString("parentId"));
    assertEquals("gpt-4", messages.getJsonObject(2).getString("model"));
    assertEquals(
        messages.getJsonObject(2).getString("id"),
        opened.getJsonObject("conversation").getString("activeMessageId"));

    JsonObject again = imported(file.getBytes(StandardCharsets.UTF_8), 3);
    assertEquals(2, again.getInt("done"), "what was there already counts");
    assertEquals(2, user.json(200, "GET", "conversations", null).getJsonArray("items").size());
  }

  @Test
  void takesAllButTheOneThatCannotBeRead() throws Exception {
    String wrong =
        chatGpt("c2")
            .replace("\"title\":\"gpt\"", "\"title\":\"wrong\"")
            .replace("\"mapping\":{", "\"mapping\":1,\"other\":{");
    String file = "[" + chatGpt("c1") + "," + wrong + "," + chatGpt("c3") + "]";
    JsonObject end = imported(file.getBytes(StandardCharsets.UTF_8), 3);
    assertEquals(2, end.getInt("done"));
    assertEquals(1, end.getInt("failed"));
    assertEquals("wrong", end.getJsonArray("errors").getString(0));
    assertEquals(2, user.json(200, "GET", "conversations", null).getJsonArray("items").size());
  }

  @Test
  void namesAConversationWithAMessageOfWhichOnlyTheBeginningIsStored() throws Exception {
    String longer = chatGpt("c1").replace("\"one\"", "\"" + "x".repeat(1_048_577) + "\"");
    JsonObject end = imported(("[" + longer + "," + chatGpt("c2") + "]").getBytes(), 2);
    assertEquals(2, end.getInt("done"));
    assertEquals(0, end.getInt("failed"));
    assertEquals(1, end.getJsonArray("errors").size());
    assertEquals("gpt", end.getJsonArray("errors").getString(0));
  }

  /** Such a conversation is listed, and does not stay on top for ever. */
  @Test
  void aTimeThatCannotBeIsTheNearestThatCan() throws Exception {
    String file =
        "["
            + chatGpt("early")
                .replace("1700000000.5", "\"1900-01-01T00:00:00Z\"")
                .replace("1700000100", "\"1900-01-01T00:00:00Z\"")
            + ","
            + chatGpt("late").replaceFirst("17000001", "\"+999999999-12-31T00:00:00Z\",\"x\":17")
            + "]";
    assertEquals(2, imported(file.getBytes(StandardCharsets.UTF_8), 2).getInt("done"));
    String next = user.json(200, "GET", "conversations?limit=1", null).getString("next");
    JsonArray rest =
        user.json(200, "GET", "conversations?limit=1&after=" + next, null).getJsonArray("items");
    assertEquals("1970-01-01T00:00:00.000Z", rest.getJsonObject(0).getString("createdAt"));
  }

  @Test
  void theSameFileThreeTimesAtOnceIsThereOnceAndNothingOfItFails() throws Exception {
    int count = 200;
    byte[] file =
        IntStream.range(0, count)
            .mapToObj(i -> chatGpt("same-" + i))
            .collect(Collectors.joining(",", "[", "]"))
            .getBytes(StandardCharsets.UTF_8);
    try (EventStreamClient stream = user.events()) {
      stream.next("ready");
      List<CompletableFuture<HttpResponse<String>>> uploads =
          IntStream.range(0, 3)
              .mapToObj(
                  i ->
                      CompletableFuture.supplyAsync(
                          () -> user.upload("import", "conversations.json", file)))
              .toList();
      for (CompletableFuture<HttpResponse<String>> upload : uploads) {
        assertEquals(202, upload.join().statusCode(), upload.join().body());
      }
      for (int i = 0; i < uploads.size(); i++) {
        JsonObject end =
            stream
                .next(event -> event.type().equals("import") && event.data().getBoolean("finished"))
                .data();
        assertEquals(count, end.getInt("done"), end.toString());
        assertEquals(0, end.getInt("failed"));
      }
    }
    Set<String> ids = new HashSet<>();
    String next = "";
    while (next != null) {
      JsonObject page = user.json(200, "GET", "conversations?limit=100" + next, null);
      for (JsonObject one : page.getJsonArray("items").getValuesAs(JsonObject.class)) {
        assertTrue(ids.add(one.getString("id")));
      }
      next = page.isNull("next") ? null : "&after=" + page.getString("next");
    }
    assertEquals(count, ids.size());
  }

  @Test
  void takesOpenWebUisAndLibreChats() throws Exception {
    imported(
        ("[{\"id\":\"o1\",\"title\":\"webui\",\"created_at\":1700000000,\"updated_at\":1700000001,"
                + "\"chat\":{\"models\":[\"llama3\"],\"history\":{\"currentId\":\"b\",\"messages\":{"
                + "\"a\":{\"id\":\"a\",\"parentId\":null,\"role\":\"user\",\"content\":\"q\"},"
                + "\"b\":{\"id\":\"b\",\"parentId\":\"a\",\"role\":\"assistant\",\"content\":\"r\","
                + "\"model\":\"llama3\"}}}}}]")
            .getBytes(),
        1);
    imported(
        ("{\"conversationId\":\"l1\",\"title\":\"libre\",\"recursive\":true,\"messages\":["
                + "{\"messageId\":\"1\",\"parentMessageId\":\"00000000-0000-0000-0000-000000000000\","
                + "\"createdAt\":\"2024-01-02T03:04:05.000Z\","
                + "\"isCreatedByUser\":true,\"text\":\"q\",\"children\":[{\"messageId\":\"2\","
                + "\"createdAt\":\"2024-01-02T03:04:07.000Z\","
                + "\"parentMessageId\":\"1\",\"isCreatedByUser\":false,\"text\":\"r\","
                + "\"model\":\"gpt-4\"}]}]}")
            .getBytes(),
        1);
    for (JsonObject one :
        user.json(200, "GET", "conversations", null)
            .getJsonArray("items")
            .getValuesAs(JsonObject.class)) {
      assertTrue(one.getString("title").matches("webui|libre"));
      boolean libre = one.getString("title").equals("libre");
      assertEquals(
          libre ? "2024-01-02T03:04:05.000Z" : "2023-11-14T22:13:20.000Z",
          one.getString("createdAt"));
      assertEquals(
          libre ? "2024-01-02T03:04:07.000Z" : "2023-11-14T22:13:21.000Z",
          one.getString("updatedAt"));
      assertEquals(2, user.open(one.getString("id")).getJsonArray("messages").size());
    }
  }

  @Test
  void takesOnesOwnWithItsAttachments() throws Exception {
    JsonObjectBuilder conversation = Json.createObjectBuilder();
    conversation.add("id", "own").add("title", "mine").add("systemPrompt", "short");
    JsonObject message =
        Json.createObjectBuilder()
            .add("id", "m1")
            .addNull("parentId")
            .add("role", "user")
            .add("content", "")
            .add(
                "attachments",
                Json.createArrayBuilder()
                    .add(Json.createObjectBuilder().add("id", "f1").add("name", "a.txt")))
            .build();
    String suda =
        Json.createObjectBuilder()
            .add("suda", 1)
            .add(
                "conversations",
                Json.createArrayBuilder()
                    .add(
                        Json.createObjectBuilder()
                            .add("conversation", conversation)
                            .add("messages", Json.createArrayBuilder().add(message))))
            .build()
            .toString();
    String file =
        IntStream.range(0, 60_000).mapToObj(i -> i + " line\n").collect(Collectors.joining());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("suda.json"));
      zip.write(suda.getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry("attachments/f1"));
      zip.write(file.getBytes(StandardCharsets.UTF_8));
    }
    imported(out.toByteArray(), 1);
    JsonObject kept =
        user.json(200, "GET", "conversations", null).getJsonArray("items").getJsonObject(0);
    assertEquals("short", kept.getString("systemPrompt"));
    JsonObject attachment =
        user.open(kept.getString("id"))
            .getJsonArray("messages")
            .getJsonObject(0)
            .getJsonArray("attachments")
            .getJsonObject(0);
    assertEquals("a.txt", attachment.getString("name"));
    assertEquals(file, user.call("GET", "attachments/" + attachment.getString("id"), null).body());
  }

  @Test
  void takesPicturesBesideChatGptsAndWithinOpenWebUis() throws Exception {
    byte[] picture = AttachmentsIT.png(3, 2);
    String asked =
        "{\"content_type\":\"multimodal_text\",\"parts\":[{\"content_type\":"
            + "\"image_asset_pointer\",\"asset_pointer\":\"sediment://file_1\"}]}";
    String chatGpt = chatGpt("p1").replace("{\"content_type\":\"text\",\"parts\":[\"q\"]}", asked);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("conversations.json"));
      zip.write(("[" + chatGpt + "]").getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry("user-1/file_1-sanitized.png"));
      zip.write(picture);
    }
    assertEquals(0, imported(out.toByteArray(), 1).getInt("failed"));
    String webUi =
        "[{\"id\":\"o1\",\"title\":\"webui\",\"chat\":{\"history\":{\"messages\":{\"a\":{\"id\":"
            + "\"a\",\"role\":\"user\",\"content\":\"q\",\"files\":[{\"type\":\"image\",\"url\":"
            + "\"data:image/png;base64,"
            + Base64.getEncoder().encodeToString(picture)
            + "\"}]}}}}}]";
    assertEquals(0, imported(webUi.getBytes(StandardCharsets.UTF_8), 1).getInt("failed"));
    for (JsonObject one : conversations().getValuesAs(JsonObject.class)) {
      JsonArray attachments =
          user.open(one.getString("id"))
              .getJsonArray("messages")
              .getJsonObject(0)
              .getJsonArray("attachments");
      assertEquals(1, attachments.size(), one.getString("title"));
      assertEquals(3, attachments.getJsonObject(0).getInt("width"));
      String path = "attachments/" + attachments.getJsonObject(0).getString("id");
      assertArrayEquals(picture, user.bytes(path).body());
    }
  }

  @Test
  void resultsOfCallsAreCutAndTheConversationIsReadable() throws Exception {
    String call =
        "{\"type\":\"tool_call\",\"tool_call\":{\"name\":\"f\",\"args\":\"{}\",\"output\":\""
            + "x".repeat(100_000)
            + "\"}},";
    String file =
        "{\"conversationId\":\"l1\",\"messages\":[{\"messageId\":\"1\",\"content\":["
            + call.repeat(200)
            + "{\"type\":\"text\",\"text\":\"found\"}]}]}";
    assertEquals(1, imported(file.getBytes(StandardCharsets.UTF_8), 1).getInt("done"));
    JsonObject answer =
        user.open(conversations().getJsonObject(0).getString("id"))
            .getJsonArray("messages")
            .getJsonObject(0);
    JsonArray tools = answer.getJsonArray("tools");
    assertTrue(tools.size() > 100, "as many as are stored");
    assertEquals(8_000, tools.getJsonObject(0).getString("result").length());
    assertEquals("done", tools.getJsonObject(tools.size() - 1).getString("state"));
  }

  @Test
  void anExportOfMyOwnDoublesNothingAndBringsAllOfItToAnother() throws Exception {
    String calls =
        "[{\"callId\":\"c1\",\"name\":\"f\",\"arguments\":\"{}\",\"state\":\"done\",\"result\":\"r\","
            + "\"error\":null,\"round\":1,\"offset\":0}]";
    String suda =
        "{\"suda\":1,\"conversations\":[{\"conversation\":{\"id\":\"x\",\"tools\":[\"f\"]},\"messages\":["
            + "{\"id\":\"q\",\"role\":\"user\",\"content\":\"q\"},{\"id\":\"a\",\"parentId\":\"q\","
            + "\"role\":\"assistant\",\"content\":\"a\",\"status\":\"stopped\",\"finishReason\":\"stopped\","
            + "\"usage\":{\"promptTokens\":1,\"completionTokens\":2,\"totalTokens\":3},\"tools\":"
            + calls
            + "}]}]}";
    imported(suda.getBytes(StandardCharsets.UTF_8), 1);
    user.json(
        201,
        "POST",
        "presets",
        "{\"name\":\"a preset\",\"systemPrompt\":\"Be brief\",\"parameters\":{\"maxTokens\":100}}");
    byte[] export = user.bytes("me/export").body();
    assertEquals(1, imported(export, 1).getInt("done"), "what was there already counts");
    assertEquals(1, conversations().size());

    user = new RestClient(base.toURI());
    assertEquals(1, imported(export, 1).getInt("done"));
    JsonObject opened = user.open(conversations().getJsonObject(0).getString("id"));
    assertEquals("[\"f\"]", opened.getJsonObject("conversation").get("tools").toString());
    JsonObject answer = opened.getJsonArray("messages").getJsonObject(1);
    assertEquals("stopped", answer.getString("status"));
    assertEquals("stopped", answer.getString("finishReason"));
    assertEquals(3, answer.getJsonObject("usage").getInt("totalTokens"));
    assertEquals(calls, answer.getJsonArray("tools").toString());
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(export))) {
      assertEquals("suda.json", zip.getNextEntry().getName());
      JsonObject all = RestClient.object(new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      assertEquals("a preset", all.getJsonArray("presets").getJsonObject(0).getString("name"));
    }
    imported(export, 1);
    JsonArray presets = user.json(200, "GET", "presets", null).getJsonArray("items");
    assertEquals(1, presets.size(), "not twice");
    assertEquals("Be brief", presets.getJsonObject(0).getString("systemPrompt"));
    assertEquals(100, presets.getJsonObject(0).getJsonObject("parameters").getInt("maxTokens"));
  }

  private JsonArray conversations() {
    return user.json(200, "GET", "conversations", null).getJsonArray("items");
  }

  @Test
  void refusesWhatIsNoExportAndTakesWhatIsWholeOfACutOne() throws Exception {
    for (String not : new String[] {"", "hello", "{\"a\":1}", "[1,2]", "[".repeat(10_000)}) {
      HttpResponse<String> refused = user.upload("import", "x.json", not.getBytes());
      assertEquals(422, refused.statusCode(), not);
      assertTrue(refused.body().contains("\"field\":\"file\""));
    }
    String whole = "[" + chatGpt("c1") + "," + chatGpt("c2") + "]";
    JsonObject end = imported(whole.substring(0, whole.length() - 100).getBytes(), 2);
    assertEquals(1, end.getInt("done"));
    assertEquals(1, end.getInt("failed"));
    String circle = chatGpt("c3").replace("\"parent\":\"r\"", "\"parent\":\"n3\"");
    assertEquals(1, imported(("[" + circle + "]").getBytes(), 1).getInt("done"));
  }

  /** Imports, and waits for the end. */
  private JsonObject imported(byte[] file, int total) throws Exception {
    try (EventStreamClient stream = user.events()) {
      stream.next("ready");
      HttpResponse<String> begun = user.upload("import", "conversations.json", file);
      assertEquals(202, begun.statusCode(), begun.body());
      JsonObject body = RestClient.object(begun.body());
      assertEquals(total, body.getInt("total"));
      return stream
          .next(
              event ->
                  event.type().equals("import")
                      && event.data().getString("id").equals(body.getString("id"))
                      && event.data().getBoolean("finished"))
          .data();
    }
  }

  private static String chatGpt(String id) {
    return "{\"title\":\"gpt\",\"create_time\":1700000000.5,\"update_time\":1700000100,"
        + "\"conversation_id\":\""
        + id
        + "\",\"current_node\":\"n3\",\"mapping\":{"
        + "\"r\":{\"id\":\"r\",\"message\":null,\"parent\":null,\"children\":[\"n1\"]},"
        + "\"n1\":{\"id\":\"n1\",\"message\":{\"author\":{\"role\":\"user\"},\"content\":"
        + "{\"content_type\":\"text\",\"parts\":[\"q\"]}},\"parent\":\"r\"},"
        + "\"n2\":{\"id\":\"n2\",\"message\":{\"author\":{\"role\":\"assistant\"},\"content\":"
        + "{\"content_type\":\"text\",\"parts\":[\"one\"]}},\"parent\":\"n1\"},"
        + "\"n3\":{\"id\":\"n3\",\"message\":{\"author\":{\"role\":\"assistant\"},\"content\":"
        + "{\"content_type\":\"text\",\"parts\":[\"two\"]},\"metadata\":{\"model_slug\":\"gpt-4\"}},"
        + "\"parent\":\"n1\"}}}";
  }
}
