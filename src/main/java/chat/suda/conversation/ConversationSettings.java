package chat.suda.conversation;

import chat.suda.provider.Parameters;

/** The settings of a new conversation; each may be {@code null}. */
public record ConversationSettings(
    String title, String model, String systemPrompt, Parameters parameters, String tools) {

  /** With all tools. */
  public ConversationSettings(
      String title, String model, String systemPrompt, Parameters parameters) {
    this(title, model, systemPrompt, parameters, null);
  }
}
