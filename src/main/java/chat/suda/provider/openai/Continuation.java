package chat.suda.provider.openai;

/** How a server is asked for the rest of an answer. OpenAI's API has no words for it. */
public enum Continuation {
  /** It cannot be asked. */
  NONE,
  /** A last message of the assistant is enough, as for llama.cpp. */
  ASSISTANT,
  /** That message has {@code prefix} set, as for DeepSeek and Mistral. */
  PREFIX,
  /**
   * The request has {@code continue_final_message} set, and {@code add_generation_prompt} not, as
   * for vLLM and SGLang.
   */
  CONTINUE_FINAL_MESSAGE
}
