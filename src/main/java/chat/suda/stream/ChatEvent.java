package chat.suda.stream;

import java.util.List;

/**
 * An event for a client. Offsets and lengths count UTF-16 code units of the answer, as {@link
 * String#length} does.
 */
public sealed interface ChatEvent {

  /** The event as one JSON object, without line breaks. */
  String json();

  /** An answer starts. */
  record Start(String conversationId, String messageId, String model) implements ChatEvent {

    @Override
    public String json() {
      return of("start", conversationId, messageId).add("model", model).end();
    }
  }

  /**
   * {@code content} continues the answer at {@code offset}.
   *
   * @param finishReason the model's, or {@code null} while the answer grows
   */
  record Text(
      String conversationId,
      String messageId,
      int offset,
      String content,
      String model,
      String finishReason)
      implements ChatEvent {

    @Override
    public String json() {
      return of("text", conversationId, messageId)
          .add("offset", offset)
          .add("content", content)
          .open("metadata")
          .add("model", model)
          .add("finishReason", finishReason)
          .close()
          .end();
    }
  }

  /** {@code content} continues the answer's reasoning at {@code offset}. */
  record Reasoning(String conversationId, String messageId, int offset, String content)
      implements ChatEvent {

    @Override
    public String json() {
      return of("reasoning", conversationId, messageId)
          .add("offset", offset)
          .add("content", content)
          .end();
    }
  }

  /**
   * The answer calls a tool.
   *
   * @param callJson the call as the contract's object
   */
  record Tool(String conversationId, String messageId, String callJson) implements ChatEvent {

    @Override
    public String json() {
      // The call's members become the event's own.
      String head = of("tool", conversationId, messageId).end();
      return head.substring(0, head.length() - 1) + ',' + callJson.substring(1);
    }
  }

  /** The text so far is void; the answer restarts at offset 0. */
  record Restart(String conversationId, String messageId, String reason) implements ChatEvent {

    @Override
    public String json() {
      return of("restart", conversationId, messageId).add("reason", reason).end();
    }
  }

  /**
   * The answer is complete.
   *
   * @param finishReason the model's own, or {@code stopped} by the user
   * @param length the answer's, in UTF-16 code units
   * @param usage or {@code null} where the model did not tell
   */
  record Done(String conversationId, String messageId, String finishReason, int length, Usage usage)
      implements ChatEvent {

    @Override
    public String json() {
      Json json =
          of("done", conversationId, messageId)
              .add("finishReason", finishReason)
              .add("length", length);
      if (usage == null) {
        return json.addRaw("usage", "null").end();
      }
      return json.open("usage")
          .add("promptTokens", usage.promptTokens)
          .add("completionTokens", usage.completionTokens)
          .add("totalTokens", usage.totalTokens)
          .close()
          .end();
    }
  }

  /** Tokens as the model counted them. */
  record Usage(long promptTokens, long completionTokens, long totalTokens) {}

  /** The answer failed; the text so far remains valid. */
  record Error(
      String conversationId, String messageId, String error, String code, boolean retryable)
      implements ChatEvent {

    @Override
    public String json() {
      return of("error", conversationId, messageId)
          .add("error", error)
          .add("code", code)
          .add("retryable", retryable)
          .end();
    }
  }

  /**
   * A message was added or changed.
   *
   * @param messageJson the message as the contract's object
   */
  record Message(String conversationId, String messageJson) implements ChatEvent {

    @Override
    public String json() {
      return Json.object()
          .add("type", "message")
          .add("conversationId", conversationId)
          .addRaw("message", messageJson)
          .end();
    }
  }

  /**
   * A conversation was created or changed.
   *
   * @param conversationJson the conversation as the contract's object
   */
  record Conversation(String conversationJson) implements ChatEvent {

    @Override
    public String json() {
      return Json.object()
          .add("type", "conversation")
          .addRaw("conversation", conversationJson)
          .end();
    }
  }

  /** A conversation was deleted, with all its messages. */
  record Deleted(String conversationId) implements ChatEvent {

    @Override
    public String json() {
      return Json.object()
          .add("type", "conversation")
          .add("conversationId", conversationId)
          .add("deleted", true)
          .end();
    }
  }

  /**
   * A notice of an administrator.
   *
   * @param noticeJson the notice as the contract's object
   */
  record Notice(String noticeJson) implements ChatEvent {
    @Override
    public String json() {
      return Json.object().add("type", "notice").addRaw("notice", noticeJson).end();
    }
  }

  /** A notice is no longer valid. */
  record NoticeDeleted(String noticeId) implements ChatEvent {
    @Override
    public String json() {
      return Json.object()
          .add("type", "notice")
          .add("noticeId", noticeId)
          .add("deleted", true)
          .end();
    }
  }

  /**
   * The progress of an import.
   *
   * @param done conversations so far, including those that existed already
   * @param total of the file's conversations
   * @param errors names of the first conversations that could not be read
   */
  record Import(String id, int done, int failed, int total, boolean finished, List<String> errors)
      implements ChatEvent {

    public Import {
      errors = List.copyOf(errors);
    }

    @Override
    public String json() {
      return Json.object()
          .add("type", "import")
          .add("id", id)
          .add("done", done)
          .add("failed", failed)
          .add("total", total)
          .add("finished", finished)
          .addRaw("errors", errors.stream().map(Json::string).toList())
          .end();
    }
  }

  /**
   * Figures of all nodes, for administrators.
   *
   * @param nodesJson one object per node
   */
  record Figures(List<String> nodesJson) implements ChatEvent {
    @Override
    public String json() {
      return Json.object().add("type", "figures").addRaw("nodes", nodesJson).end();
    }
  }

  private static Json of(String type, String conversationId, String messageId) {
    return Json.object()
        .add("type", type)
        .add("conversationId", conversationId)
        .add("messageId", messageId);
  }
}
