package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.conversation.ConversationPatch;
import chat.suda.conversation.ConversationSettings;
import chat.suda.provider.Parameters;
import chat.suda.stream.Ids;
import chat.suda.stream.Json;
import jakarta.json.JsonObject;
import java.util.List;
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
    return new ConversationSettings(title(), model(), systemPrompt(), parameters(), tools());
  }

  ConversationPatch change() {
    return new ConversationPatch(
        fields.has("title")
            ? ConversationPatch.Field.of(title())
            : ConversationPatch.Field.absent(),
        fields.has("model")
            ? ConversationPatch.Field.of(model())
            : ConversationPatch.Field.absent(),
        fields.has("systemPrompt")
            ? ConversationPatch.Field.of(systemPrompt())
            : ConversationPatch.Field.absent(),
        fields.has("parameters")
            ? ConversationPatch.Field.of(parameters())
            : ConversationPatch.Field.absent(),
        fields.has("tools")
            ? ConversationPatch.Field.of(tools())
            : ConversationPatch.Field.absent(),
        fields.has("activeMessageId")
            ? ConversationPatch.Field.of(requiredMessageId("activeMessageId"))
            : ConversationPatch.Field.absent());
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
    return new Parameters(
        given.number("temperature", null, 0, 2),
        given.whole("maxTokens", null, 1),
        given.number("topP", null, 0, 1),
        given.number("frequencyPenalty", null, -2, 2),
        given.number("presencePenalty", null, -2, 2),
        given.oneOf("reasoningEffort", Parameters.EFFORTS));
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
