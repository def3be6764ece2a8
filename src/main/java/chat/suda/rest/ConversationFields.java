package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.conversation.ConversationPatch;
import chat.suda.conversation.ConversationSettings;
import chat.suda.provider.Parameters;
import chat.suda.stream.Ids;
import chat.suda.stream.Json;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Reads and validates the members of requests about conversations and messages. */
final class ConversationFields {

  private static final int MAX_TITLE_CHARS = 200;
  private static final int MAX_NAME_CHARS = 200;
  private static final int MAX_ATTACHMENTS = 10;

  private final JsonFields fields;
  private final int messageChars;

  ConversationFields(JsonObject body, Settings settings) {
    this.fields = new JsonFields(body, "");
    this.messageChars = settings.limits().messageChars();
  }

  ConversationSettings settings() {
    FieldErrors errors = new FieldErrors();
    ConversationSettings settings =
        new ConversationSettings(
            errors.read(this::title),
            errors.read(this::model),
            errors.read(this::systemPrompt),
            errors.read(this::parameters),
            errors.read(this::tools));
    errors.check();
    return settings;
  }

  ConversationPatch change() {
    FieldErrors errors = new FieldErrors();
    ConversationPatch change =
        new ConversationPatch(
            patch("title", this::title, errors),
            patch("model", this::model, errors),
            patch("systemPrompt", this::systemPrompt, errors),
            patch("parameters", this::parameters, errors),
            patch("tools", this::tools, errors),
            patch("activeMessageId", () -> requiredMessageId("activeMessageId"), errors));
    errors.check();
    return change;
  }

  private <T> ConversationPatch.Field<T> patch(String name, Supplier<T> value, FieldErrors errors) {
    return fields.has(name)
        ? ConversationPatch.Field.of(errors.read(value))
        : ConversationPatch.Field.absent();
  }

  /** A message: not blank, and within the maximum length. */
  String content() {
    fields.requiredText("content");
    String content = fields.text("content", messageChars, 413);
    if (content.isBlank()) {
      throw fields.wrong("content", "field.empty");
    }
    return content;
  }

  /** Likewise; may be blank if there are attachments. */
  String content(boolean withAttachments) {
    if (!withAttachments) {
      return content();
    }
    String content = fields.text("content", messageChars, 413);
    return content == null ? "" : content;
  }

  /** The ids of attachments, or {@code null} if the member is absent. */
  List<String> attachments() {
    List<String> ids = fields.has("attachments") ? fields.texts("attachments") : null;
    if (ids != null && ids.size() > MAX_ATTACHMENTS) {
      throw ApiException.field(422, "attachments", "field.many", MAX_ATTACHMENTS);
    }
    for (int i = 0; ids != null && i < ids.size(); i++) {
      requireId("attachments[" + i + "]", ids.get(i), "attachment.unknown");
    }
    return ids;
  }

  boolean namesAttachments() {
    return fields.has("attachments");
  }

  boolean namesParent() {
    return fields.has("parentId");
  }

  String parentId() {
    String id = fields.text("parentId");
    requireId("parentId", id, "field.unknown");
    return id;
  }

  private String requiredMessageId(String field) {
    String id = fields.requiredText(field);
    requireId(field, id, "field.unknown");
    return id;
  }

  /** 400 if the id is malformed; an unknown id is a 404 of the look-up. */
  private static void requireId(String field, String id, String text) {
    if (id != null && !Ids.isId(id)) {
      throw ApiException.field(400, field, text);
    }
  }

  String model() {
    return nonBlank(fields.text("model", MAX_NAME_CHARS, 400));
  }

  /** {@code null} if there are none. */
  Parameters parameters() {
    JsonFields given = fields.object("parameters");
    return parameters(given, Parameters.NONE);
  }

  /**
   * @param otherwise the values of absent members
   */
  static Parameters parameters(JsonFields given, Parameters otherwise) {
    FieldErrors errors = new FieldErrors();
    Parameters parameters =
        new Parameters(
            errors.read(() -> given.number("temperature", otherwise.temperature(), 0, 2)),
            errors.read(() -> given.whole("maxTokens", otherwise.maxTokens(), 1)),
            errors.read(() -> given.number("topP", otherwise.topP(), 0, 1)),
            errors.read(
                () -> given.number("frequencyPenalty", otherwise.frequencyPenalty(), -2, 2)),
            errors.read(() -> given.number("presencePenalty", otherwise.presencePenalty(), -2, 2)),
            errors.read(() -> given.oneOf("reasoningEffort", Parameters.EFFORTS)));
    errors.check();
    return parameters;
  }

  /** The names of tools, as a JSON array, or {@code null} for all. */
  String tools() {
    return fields.isNull("tools")
        ? null
        : fields.texts("tools").stream()
            .map(Json::string)
            .collect(Collectors.joining(",", "[", "]"));
  }

  private String title() {
    String title = nonBlank(fields.text("title", MAX_TITLE_CHARS, 400));
    return title == null ? null : title.strip();
  }

  String systemPrompt() {
    return nonBlank(fields.text("systemPrompt", messageChars, 413));
  }

  private static String nonBlank(String text) {
    return text == null || text.isBlank() ? null : text;
  }
}
