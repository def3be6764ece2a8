package chat.suda.conversation;

import chat.suda.conversation.imports.ImportedMessage;
import chat.suda.database.Micros;
import chat.suda.provider.Usage;
import chat.suda.stream.Ids;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A message as stored. */
@Entity
@Table(name = "message")
class MessageRow {

  @Id String id;

  @Column(name = "conversation_id")
  String conversationId;

  String owner;

  @Column(name = "parent_id")
  String parentId;

  /** Its index in its conversation. */
  int seq;

  @Enumerated(EnumType.STRING)
  Role role;

  @Enumerated(EnumType.STRING)
  Status status;

  String content;

  /** The contract's objects, as a JSON array, or {@code null} if there are none. */
  String attachments;

  String reasoning;
  String model;

  @Column(name = "finish_reason")
  String finishReason;

  @Column(name = "prompt_tokens")
  Long promptTokens;

  @Column(name = "completion_tokens")
  Long completionTokens;

  @Column(name = "total_tokens")
  Long totalTokens;

  @Column(name = "error_code")
  String errorCode;

  @Column(name = "error_message")
  String errorMessage;

  @Column(name = "error_retryable")
  Boolean errorRetryable;

  @Column(name = "created_at")
  long createdAt;

  @Column(name = "log_cursor")
  String logCursor;

  /** A JSON array of the calls, or {@code null} if there are none. */
  String tools;

  /** The token of the lease under which it is written: writes with a lower one are rejected. */
  long fence;

  protected MessageRow() {}

  static MessageRow said(ConversationRow conversation, String parentId, String content) {
    MessageRow row = in(conversation, parentId, Role.USER, Status.COMPLETE);
    row.content = TextNormalizer.storable(content);
    return row;
  }

  static MessageRow begun(ConversationRow conversation, String parentId, String model) {
    MessageRow row = in(conversation, parentId, Role.ASSISTANT, Status.STREAMING);
    row.content = "";
    row.model = model;
    return row;
  }

  static Role roleOf(ImportedMessage message) {
    return message.asked() ? Role.USER : Role.ASSISTANT;
  }

  static MessageRow imported(ConversationRow conversation, String parentId, ImportedMessage from) {
    MessageRow row = in(conversation, parentId, roleOf(from), Status.COMPLETE);
    row.content = TextNormalizer.storable(from.content());
    row.reasoning = TextNormalizer.storable(from.reasoning());
    row.model = TextNormalizer.storable(from.model());
    if (!from.asked()) {
      new ImportedAnswer(from.own()).addTo(row);
    }
    return row;
  }

  /**
   * A copy in another conversation; a running answer is marked as interrupted, its calls as ended.
   */
  static MessageRow copied(ConversationRow conversation, String parentId, Message of) {
    Status status = of.status() == Status.STREAMING ? Status.INTERRUPTED : of.status();
    MessageRow row = in(conversation, parentId, of.role(), status);
    row.content = TextNormalizer.storable(of.content());
    row.reasoning = TextNormalizer.storable(of.reasoning());
    row.model = of.model();
    row.finishReason = of.finishReason();
    row.tools =
        CalledTool.text(
            of.tools().stream().map(call -> call.cut("This conversation was copied")).toList());
    row.createdAt = Micros.of(of.createdAt());
    row.fail(of.error());
    return row;
  }

  private static MessageRow in(
      ConversationRow conversation, String parentId, Role role, Status status) {
    MessageRow row = new MessageRow();
    row.id = Ids.next();
    row.conversationId = conversation.id;
    row.owner = conversation.owner;
    row.parentId = parentId;
    row.seq = ++conversation.messageCount;
    row.role = role;
    row.status = status;
    row.createdAt = Micros.now();
    return row;
  }

  void end(AnswerEnd how) {
    status = how.status();
    content = TextNormalizer.storable(how.content());
    reasoning = TextNormalizer.storable(how.reasoning());
    model = how.model() == null ? model : TextNormalizer.storable(how.model());
    finishReason = TextNormalizer.storable(how.finishReason());
    if (how.usage() != null) {
      count(how.usage());
    }
    tools = CalledTool.text(how.tools());
    fail(how.error());
  }

  void count(Usage usage) {
    promptTokens = usage.promptTokens();
    completionTokens = usage.completionTokens();
    totalTokens = usage.totalTokens();
  }

  void fail(MessageError error) {
    if (error != null) {
      errorCode = error.code();
      errorMessage = TextNormalizer.storable(error.message());
      errorRetryable = error.retryable();
    }
  }

  Message view() {
    return new Message(
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
        totalTokens == null ? null : new Usage(promptTokens, completionTokens, totalTokens),
        errorCode == null ? null : new MessageError(errorCode, errorMessage, errorRetryable),
        Micros.instant(createdAt),
        logCursor,
        attachments == null ? "[]" : attachments,
        CalledTool.parse(tools));
  }
}
