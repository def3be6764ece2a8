package chat.suda.conversation.attachment;

/**
 * The content of a file.
 *
 * @param type its media type (RFC 6838)
 * @param width, height of an image as displayed, in pixels; else {@code null}
 * @param chars length of its text, in UTF-16 code units, or {@code null} if it has none
 * @param text the beginning of the text, up to the requested length, or {@code null}
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

  /** The kind of a file; the names, in lower case, are the contract's. */
  public enum Kind {
    IMAGE,
    TEXT,
    DOCUMENT;

    public String wireName() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** An encoded image. The bytes must not be modified. */
  public record Picture(String type, byte[] bytes) {}

  static FileContent ofText(String type, Kind kind, TextBeginning text) {
    return new FileContent(type, kind, null, null, text.length(), text.toString(), null, null);
  }
}
