package chat.suda.upstream;

/** The events of an OpenAI chat completion stream, ready to send. */
public final class Sse {

  public static final String DONE = data("[DONE]");

  private static final String CHUNK =
      "{\"id\":\"chatcmpl-000000000001\",\"object\":\"chat.completion.chunk\","
          + "\"created\":1760000000,\"model\":\"gpt-4o-mini\",\"service_tier\":\"default\","
          + "\"system_fingerprint\":\"fp_a1b2c3d4e5\",\"choices\":[%s],\"usage\":%s}";

  private Sse() {}

  public static String data(String json) {
    return "data: " + json + "\n\n";
  }

  public static String role() {
    return delta("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", "null");
  }

  public static String content(String text) {
    return delta("{\"content\":" + quote(text) + "}", "null");
  }

  public static String reasoning(String text) {
    return delta("{\"reasoning_content\":" + quote(text) + "}", "null");
  }

  /** A piece of a call of a tool; id and name {@code null} where it does not say them. */
  public static String toolCall(int index, String id, String name, String arguments) {
    String call =
        "{\"index\":"
            + index
            + (id == null ? "" : ",\"id\":" + quote(id) + ",\"type\":\"function\"")
            + ",\"function\":{"
            + (name == null ? "" : "\"name\":" + quote(name) + ",")
            + "\"arguments\":"
            + quote(arguments)
            + "}}";
    return delta("{\"tool_calls\":[" + call + "]}", "null");
  }

  public static String finish(String reason) {
    return delta("{}", quote(reason));
  }

  public static String usage(int promptTokens, int completionTokens) {
    String usage =
        "{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d}"
            .formatted(promptTokens, completionTokens, promptTokens + completionTokens);
    return data(CHUNK.formatted("", usage));
  }

  private static String delta(String delta, String finishReason) {
    String choice =
        "{\"index\":0,\"delta\":%s,\"logprobs\":null,\"finish_reason\":%s}"
            .formatted(delta, finishReason);
    return data(CHUNK.formatted(choice, "null"));
  }

  /** A JSON string of ASCII characters, half surrogates too. */
  public static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\' || c < ' ' || c > '~') {
        quoted.append("\\u%04x".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
