package chat.suda.conversation;

import chat.suda.provider.Parameters;

/** The changes of a conversation: only given fields change. */
public record ConversationPatch(
    Field<String> title,
    Field<String> model,
    Field<String> systemPrompt,
    Field<Parameters> parameters,
    Field<String> tools,
    Field<String> activeMessageId) {

  /**
   * A given value.
   *
   * @param value {@code null} clears the field
   */
  public record Field<T>(boolean given, T value) {

    public static <T> Field<T> of(T value) {
      return new Field<>(true, value);
    }

    /** No change. */
    public static <T> Field<T> absent() {
      return new Field<>(false, null);
    }
  }

  /** Changes nothing. */
  public static ConversationPatch none() {
    return ofTitle(Field.absent());
  }

  public static ConversationPatch titleTo(String title) {
    return ofTitle(Field.of(title));
  }

  private static ConversationPatch ofTitle(Field<String> title) {
    return new ConversationPatch(
        title, Field.absent(), Field.absent(), Field.absent(), Field.absent(), Field.absent());
  }
}
