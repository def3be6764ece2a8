package chat.suda.conversation.attachment;

/**
 * What a file is and holds.
 *
 * @param type its media type (RFC 6838)
 * @param width, height of an image as it is looked at, in pixels; else {@code null}
 * @param chars of its text, in UTF-16 code units, or {@code null} where it has none
 * @param text the text's beginning, at most as long as was asked for, or {@code null}
 * @param image for models, without metadata, or {@code null}
 * @param thumbnail likewise, small
 */
public record FileContent(
    String type,
    Kind kind,
    Integer width,
    Integer height,
    Integer chars,
    String text,
    Picture image,
    Picture thumbnail) {

  /** What can be done with a file; the names, in lower case, are the contract's. */
  public enum Kind {
    IMAGE,
    TEXT,
    DOCUMENT;

    public String wireName() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** An encoded image. The bytes are not to be changed. */
  public record Picture(String type, byte[] bytes) {}

  static FileContent ofText(String type, Kind kind, TextBeginning text) {
    return new FileContent(type, kind, null, null, text.length(), text.toString(), null, null);
  }
}
