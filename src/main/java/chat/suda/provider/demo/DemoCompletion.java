package chat.suda.provider.demo;

import chat.suda.provider.Prompt;
import chat.suda.provider.Usage;
import java.util.List;
import java.util.UUID;

/**
 * A whole answer of the demo model, before it is sent.
 *
 * @param id as OpenAI's, {@code chatcmpl-…}
 * @param created seconds since 1970-01-01T00:00Z
 * @param tokens the answer's text in the pieces in which it is streamed
 * @param finishReason {@code stop}, or {@code length} if {@code max_tokens} has cut the answer
 * @param call the name of the tool to call instead of an answer, or {@code null}
 */
record DemoCompletion(
    String id, long created, List<String> tokens, String finishReason, Usage usage, String call) {

  /** The demo model's listed name; it answers under any name. */
  static final String MODEL = "suda-demo";

  static DemoCompletion of(Prompt prompt) {
    String call = DemoAnswer.call(prompt);
    List<String> tokens = call == null ? DemoTokens.of(DemoAnswer.to(prompt)) : List.of();
    Integer most = prompt.parameters().maxTokens();
    boolean cut = most != null && most < tokens.size();
    if (cut) {
      tokens = tokens.subList(0, most);
    }
    long asked = prompt.turns().stream().mapToLong(t -> DemoTokens.of(t.content()).size()).sum();
    return new DemoCompletion(
        "chatcmpl-" + UUID.randomUUID().toString().replace("-", ""),
        System.currentTimeMillis() / 1000,
        List.copyOf(tokens),
        call != null ? "tool_calls" : cut ? "length" : "stop",
        new Usage(asked, tokens.size(), asked + tokens.size()),
        call);
  }

  String text() {
    return String.join("", tokens);
  }
}
