package chat.suda.conversation;

import chat.suda.provider.Usage;
import chat.suda.stream.Json;
import java.time.Instant;
import java.util.List;

/**
 * A message of a conversation's tree.
 *
 * @param owner not for clients
 * @param parentId the previous message, or {@code null} at the root
 * @param reasoning the model's, or {@code null}
 * @param model the requested model, then the one that answered; {@code null} for a user's
 * @param usage, error, finishReason {@code null} where there is none
 * @param cursor of a streaming message: the id in the event log at which {@code content} is exact;
 *     not for clients
 * @param attachments the contract's objects, as a JSON array
 * @param tools the calls that were made for it, in their order
 */
public record Message(
    String id,
    String owner,
    String conversationId,
    String parentId,
    Role role,
    String content,
    String reasoning,
    Status status,
    String model,
    String finishReason,
    Usage usage,
    MessageError error,
    Instant createdAt,
    String cursor,
    String attachments,
    List<CalledTool> tools) {

  public Message {
    tools = List.copyOf(tools);
  }

  /** A message without attachments and tool calls. */
  public Message(
      String id,
      String owner,
      String conversationId,
      String parentId,
      Role role,
      String content,
      String reasoning,
      Status status,
      String model,
      String finishReason,
      Usage usage,
      MessageError error,
      Instant createdAt,
      String cursor) {
    this(
        id,
        owner,
        conversationId,
        parentId,
        role,
        content,
        reasoning,
        status,
        model,
        finishReason,
        usage,
        error,
        createdAt,
        cursor,
        "[]",
        List.of());
  }

  /** The same message with this text. */
  public Message asStreaming(String newContent, String newReasoning, String newCursor) {
    return new Message(
        id,
        owner,
        conversationId,
        parentId,
        role,
        newContent,
        newReasoning,
        Status.STREAMING,
        model,
        null,
        null,
        null,
        createdAt,
        newCursor,
        attachments,
        tools);
  }

  /** The contract's object. */
  public String json() {
    Json json =
        Json.object()
            .add("id", id)
            .add("conversationId", conversationId)
            .add("parentId", parentId)
            .add("role", role.wireName())
            .add("content", content)
            .add("reasoning", reasoning)
            .addRaw("attachments", attachments)
            .addRaw("tools", tools.stream().map(CalledTool::json).toList())
            .add("status", status.wireName())
            .add("model", model)
            .add("finishReason", finishReason);
    addUsage(json);
    addError(json);
    return json.add("createdAt", Timestamps.text(createdAt)).end();
  }

  private void addUsage(Json json) {
    if (usage == null) {
      json.addRaw("usage", "null");
      return;
    }
    json.open("usage")
        .add("promptTokens", usage.promptTokens())
        .add("completionTokens", usage.completionTokens())
        .add("totalTokens", usage.totalTokens())
        .close();
  }

  private void addError(Json json) {
    if (error == null) {
      json.addRaw("error", "null");
      return;
    }
    json.open("error")
        .add("code", error.code())
        .add("message", error.message())
        .add("retryable", error.retryable())
        .close();
  }
}
