package chat.suda.provider.openai;

/** How a server is asked to continue an answer, for which OpenAI's API has no standard. */
public enum Continuation {
  /** Not supported. */
  NONE,
  /** A last message of the assistant suffices, as for llama.cpp. */
  ASSISTANT,
  /** That message has {@code prefix} set, as for DeepSeek and Mistral. */
  PREFIX,
  /**
   * The request has {@code continue_final_message} set, and {@code add_generation_prompt} not, as
   * for vLLM and SGLang.
   */
  CONTINUE_FINAL_MESSAGE
}
