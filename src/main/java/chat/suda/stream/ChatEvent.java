package chat.suda.stream;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/**
 * What a client is told. Offsets and lengths count UTF-16 code units of the answer, as {@link
 * String#length} does.
 */
public sealed interface ChatEvent {

  /** The event as one JSON object, without line breaks. */
  String json();

  /** An answer begins. */
  record Start(String conversationId, String messageId, String model) implements ChatEvent {

    @Override
    public String json() {
      return new Json("start", conversationId, messageId).add("model", model).end();
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
      return new Json("text", conversationId, messageId)
          .add("offset", offset)
          .add("content", content)
          .addRaw("metadata", "{")
          .addFirst("model", model)
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
      return new Json("reasoning", conversationId, messageId)
          .add("offset", offset)
          .add("content", content)
          .end();
    }
  }

  /** The answer so far is void; it starts again at offset 0. */
  record Restart(String conversationId, String messageId, String reason) implements ChatEvent {

    @Override
    public String json() {
      return new Json("restart", conversationId, messageId).add("reason", reason).end();
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
          new Json("done", conversationId, messageId)
              .add("finishReason", finishReason)
              .add("length", length);
      if (usage == null) {
        return json.addRaw("usage", "null").end();
      }
      return json.addRaw("usage", "{")
          .addFirst("promptTokens", usage.promptTokens)
          .add("completionTokens", usage.completionTokens)
          .add("totalTokens", usage.totalTokens)
          .close()
          .end();
    }
  }

  /** Tokens as the model counted them. */
  record Usage(long promptTokens, long completionTokens, long totalTokens) {}

  /** The answer failed; what had arrived stays. */
  record Error(
      String conversationId, String messageId, String error, String code, boolean retryable)
      implements ChatEvent {

    @Override
    public String json() {
      return new Json("error", conversationId, messageId)
          .add("error", error)
          .add("code", code)
          .addRaw("retryable", Boolean.toString(retryable))
          .end();
    }
  }

  /** Writes one JSON object (RFC 8259), in the order of the calls. */
  final class Json {

    private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();

    private final StringBuilder out = new StringBuilder(256);

    Json(String type) {
      out.append('{');
      addFirst("type", type);
    }

    Json(String type, String conversationId, String messageId) {
      this(type);
      add("conversationId", conversationId).add("messageId", messageId);
    }

    Json add(String name, String value) {
      out.append(',');
      return addFirst(name, value);
    }

    Json addFirst(String name, String value) {
      name(name);
      if (value == null) {
        out.append("null");
      } else {
        out.append('"');
        ENCODER.quoteAsString(value, out);
        out.append('"');
      }
      return this;
    }

    Json add(String name, long value) {
      out.append(',');
      return addFirst(name, value);
    }

    Json addFirst(String name, long value) {
      name(name);
      out.append(value);
      return this;
    }

    Json addRaw(String name, String json) {
      out.append(',');
      name(name);
      out.append(json);
      return this;
    }

    Json close() {
      out.append('}');
      return this;
    }

    String end() {
      return out.append('}').toString();
    }

    private void name(String name) {
      out.append('"').append(name).append("\":");
    }
  }
}
