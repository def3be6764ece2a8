package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.provider.Parameters;
import chat.suda.provider.Prompt;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The request of the seed endpoint, with defaults for absent members.
 *
 * @param sessionId as sent, maybe {@code null}
 */
record SeedRequest(String sessionId, Prompt prompt) {

  private static final Parameters DEFAULT_PARAMETERS =
      new Parameters(0.7, 1000, 1.0, 0.0, 0.0, null);

  /**
   * @throws ApiException 400, or 413 for a message that is too long, naming the field
   */
  static SeedRequest parse(JsonObject body, Settings settings) {
    JsonFields fields = new JsonFields(body, "");
    FieldErrors errors = new FieldErrors();
    String sessionId = errors.read(() -> fields.text("sessionId"));
    List<Prompt.Turn> turns = errors.read(() -> turns(fields, settings.limits().messageChars()));
    ModelConfig config = errors.read(() -> ModelConfig.parse(fields.object("modelConfig")));
    errors.check();
    String model =
        config.model == null || config.model.isBlank()
            ? settings.defaultModel()
            : settings.qualifiedModel(config.model);
    return new SeedRequest(sessionId, new Prompt(model, turns, config.parameters));
  }

  private record ModelConfig(String model, Parameters parameters) {

    static ModelConfig parse(JsonFields given) {
      FieldErrors errors = new FieldErrors();
      ModelConfig config =
          new ModelConfig(
              errors.read(() -> given.text("model")),
              errors.read(() -> ConversationFields.parameters(given, DEFAULT_PARAMETERS)));
      errors.check();
      return config;
    }
  }

  private static List<Prompt.Turn> turns(JsonFields fields, int mostChars) {
    JsonArray messages = fields.list("messages");
    if (messages.isEmpty()) {
      throw fields.wrong("messages", "field.empty");
    }
    List<Prompt.Turn> turns = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      turns.add(turn(messages, i, mostChars));
    }
    return turns;
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
