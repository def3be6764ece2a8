package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.provider.Parameters;
import chat.suda.provider.Prompt;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The request of the seed endpoint, with defaults for absent members.
 *
 * @param sessionId as sent, maybe {@code null}
 */
record SeedRequest(String sessionId, Prompt prompt) {

  /**
   * @throws ApiException 400, or 413 for a message that is too long, naming the field
   */
  static SeedRequest parse(JsonObject body, Settings settings) {
    JsonFields fields = new JsonFields(body, "");
    String sessionId = fields.text("sessionId");
    JsonArray messages = fields.list("messages");
    if (messages.isEmpty()) {
      throw fields.wrong("messages", "field.empty");
    }
    List<Prompt.Turn> turns = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      turns.add(turn(messages, i, settings.limits().messageChars()));
    }
    JsonFields config = fields.object("modelConfig");
    String model =
        Optional.ofNullable(config.text("model"))
            .filter(name -> !name.isBlank())
            .map(settings::qualifiedModel)
            .orElse(settings.defaultModel());
    return new SeedRequest(sessionId, new Prompt(model, turns, parameters(config)));
  }

  private static Parameters parameters(JsonFields config) {
    return new Parameters(
        config.number("temperature", 0.7, 0, 2),
        config.whole("maxTokens", 1000, 1),
        config.number("topP", 1.0, 0, 1),
        config.number("frequencyPenalty", 0.0, -2, 2),
        config.number("presencePenalty", 0.0, -2, 2),
        config.oneOf("reasoningEffort", Parameters.EFFORTS));
  }

  private static Prompt.Turn turn(JsonArray messages, int index, int mostChars) {
    String path = "messages[" + index + "]";
    if (!(messages.get(index) instanceof JsonObject message)) {
      throw ApiException.field(400, path, "field.object");
    }
    JsonFields fields = new JsonFields(message, path);
    String role = fields.requiredText("role");
    String content = fields.requiredText("content");
    if (content.length() > mostChars) {
      throw ApiException.field(413, path + ".content", "field.long", mostChars);
    }
    return Stream.of(Prompt.Role.values())
        .filter(known -> known != Prompt.Role.TOOL && known.wireName().equals(role))
        .map(known -> new Prompt.Turn(known, content))
        .findFirst()
        .orElseThrow(() -> fields.wrong("role", "field.role"));
  }
}
