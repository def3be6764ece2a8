package chat.suda.cluster;

import chat.suda.generation.AnswerRequest;
import chat.suda.provider.Parameters;
import chat.suda.provider.Prompt;
import chat.suda.provider.ToolCall;
import chat.suda.stream.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The JSON form of a request in Redis, from which another node can continue the answer. */
final class AnswerRequestJson {

  private AnswerRequestJson() {}

  static String write(AnswerRequest request) {
    Parameters parameters = request.prompt().parameters();
    return Json.object()
        .add("owner", request.owner())
        .add("conversationId", request.conversationId())
        .add("messageId", request.messageId())
        .add("failurePrefix", request.failurePrefix())
        .add("kept", request.kept())
        .add("model", request.prompt().model())
        .addRaw("turns", request.prompt().turns().stream().map(AnswerRequestJson::write).toList())
        .add("temperature", parameters.temperature())
        .add("maxTokens", parameters.maxTokens())
        .add("topP", parameters.topP())
        .add("frequencyPenalty", parameters.frequencyPenalty())
        .add("presencePenalty", parameters.presencePenalty())
        .add("reasoningEffort", parameters.reasoningEffort())
        .addRaw("asker", request.asker() == null ? "null" : write(request.asker()))
        .end();
  }

  private static String write(Prompt.Turn turn) {
    return Json.object()
        .add("role", turn.role().name())
        .add("content", turn.content())
        .addRaw(
            "images",
            turn.images().stream()
                .map(image -> Json.object().add("id", image.id()).add("type", image.type()).end())
                .toList())
        .add("toolCallId", turn.toolCallId())
        .add("reasoning", turn.reasoning())
        .addRaw(
            "toolCalls",
            turn.toolCalls().stream()
                .map(
                    call ->
                        Json.object()
                            .add("id", call.id())
                            .add("name", call.name())
                            .add("arguments", call.arguments())
                            .add("extra", call.extra())
                            .end())
                .toList())
        .end();
  }

  private static String write(AnswerRequest.Asker asker) {
    return Json.object()
        .add("name", asker.name())
        .add("email", asker.email())
        .addRaw(
            "roles",
            asker.roles().stream().map(role -> Json.object().add("name", role).end()).toList())
        .add("tools", asker.tools())
        .end();
  }

  private static AnswerRequest.Asker asker(JsonObject job) {
    if (!(job.get("asker") instanceof JsonObject asker)) {
      return null;
    }
    return new AnswerRequest.Asker(
        asker.getString("name", null),
        asker.getString("email", null),
        asker.getJsonArray("roles").getValuesAs(JsonObject.class).stream()
            .map(role -> role.getString("name"))
            .collect(Collectors.toSet()),
        asker.getString("tools", null));
  }

  static AnswerRequest read(String text) {
    JsonObject job;
    try (JsonReader reader = jakarta.json.Json.createReader(new StringReader(text))) {
      job = reader.readObject();
    }
    List<Prompt.Turn> turns =
        job.getJsonArray("turns").getValuesAs(JsonObject.class).stream()
            .map(AnswerRequestJson::turn)
            .toList();
    return new AnswerRequest(
        job.isNull("owner") ? null : job.getString("owner"),
        job.getString("conversationId"),
        job.getString("messageId"),
        new Prompt(job.getString("model"), turns, parameters(job)),
        job.getString("failurePrefix"),
        job.getBoolean("kept"),
        asker(job));
  }

  private static Prompt.Turn turn(JsonObject turn) {
    return new Prompt.Turn(
        Prompt.Role.valueOf(turn.getString("role").toUpperCase(Locale.ROOT)),
        turn.getString("content"),
        images(turn),
        turn.containsKey("toolCalls")
            ? turn.getJsonArray("toolCalls").getValuesAs(JsonObject.class).stream()
                .map(
                    call ->
                        new ToolCall(
                            call.getString("id"),
                            call.getString("name"),
                            call.getString("arguments"),
                            call.getString("extra", null)))
                .toList()
            : List.of(),
        turn.getString("toolCallId", null),
        turn.getString("reasoning", null));
  }

  /** Without the image data, which are read again when needed. */
  private static List<Prompt.Image> images(JsonObject turn) {
    return !turn.containsKey("images")
        ? List.of()
        : turn.getJsonArray("images").getValuesAs(JsonObject.class).stream()
            .map(image -> new Prompt.Image(image.getString("id"), image.getString("type"), null))
            .toList();
  }

  private static Parameters parameters(JsonObject job) {
    return new Parameters(
        number(job, "temperature"),
        job.isNull("maxTokens") ? null : (Integer) job.getInt("maxTokens"),
        number(job, "topP"),
        number(job, "frequencyPenalty"),
        number(job, "presencePenalty"),
        job.getString("reasoningEffort", null));
  }

  private static Double number(JsonObject job, String name) {
    JsonValue value = job.get(name);
    return value instanceof JsonNumber number ? (Double) number.doubleValue() : null;
  }
}
