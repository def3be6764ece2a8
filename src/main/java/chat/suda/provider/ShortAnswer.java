package chat.suda.provider;

/**
 * A whole answer of a model.
 *
 * @param text without its reasoning; empty where the request is refused for good
 * @param usage or {@code null} where the server does not tell
 */
public record ShortAnswer(String text, Usage usage) {

  public static final ShortAnswer NONE = new ShortAnswer("", null);
}
