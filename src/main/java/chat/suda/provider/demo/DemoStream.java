package chat.suda.provider.demo;

/**
 * An answer as OpenAI streams it: server-sent events, one per chunk, {@code [DONE]} at the end. A
 * step is sent at once: one per token, and the end.
 */
final class DemoStream {

  private final DemoCompletion completion;
  private final boolean includeUsage;

  DemoStream(DemoCompletion completion, boolean includeUsage) {
    this.completion = completion;
    this.includeUsage = includeUsage;
  }

  /** The number of steps. */
  int steps() {
    return completion.tokens().size() + 1;
  }

  /** The bytes of a step, counted from 0. */
  String step(int step) {
    if (step == completion.tokens().size()) {
      return end();
    }
    String token = event(content(completion.tokens().get(step)));
    return step == 0 ? event(role()) + token : token;
  }

  private String role() {
    return DemoJson.chunk(
        completion,
        delta -> {
          delta.writeStringField("role", "assistant");
          delta.writeStringField("content", "");
        },
        null,
        includeUsage);
  }

  private String content(String token) {
    return DemoJson.chunk(
        completion, delta -> delta.writeStringField("content", token), null, includeUsage);
  }

  private String call() {
    return DemoJson.chunk(
        completion,
        delta -> {
          delta.writeArrayFieldStart("tool_calls");
          DemoJson.call(delta, completion, true);
          delta.writeEndArray();
        },
        null,
        includeUsage);
  }

  private String end() {
    String call = completion.call() == null ? "" : event(role()) + event(call());
    String finish =
        DemoJson.chunk(completion, delta -> {}, completion.finishReason(), includeUsage);
    String usage = includeUsage ? event(DemoJson.usageChunk(completion)) : "";
    return call + event(finish) + usage + event("[DONE]");
  }

  private static String event(String data) {
    return "data: " + data + "\n\n";
  }
}
