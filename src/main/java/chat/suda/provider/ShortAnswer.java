package chat.suda.provider;

/**
 * A whole answer of a model.
 *
 * @param text without reasoning; empty if the request is rejected permanently
 * @param usage or {@code null} if the server does not report it
 */
public record ShortAnswer(String text, Usage usage) {

  public static final ShortAnswer NONE = new ShortAnswer("", null);
}
