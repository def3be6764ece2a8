package chat.suda.conversation;

import chat.suda.conversation.attachment.FileContent;
import chat.suda.stream.Json;
import java.time.Instant;

/**
 * A file that was brought along.
 *
 * @param name as it was uploaded, without a path or characters that show nothing
 * @param type its media type (RFC 6838), by its content
 * @param bytes as it was uploaded
 * @param width, height of an image, in pixels; else {@code null}
 * @param chars of its text, in UTF-16 code units, or {@code null} where it has none
 */
public record Attachment(
    String id,
    String name,
    String type,
    long bytes,
    FileContent.Kind kind,
    Integer width,
    Integer height,
    Integer chars,
    Instant createdAt) {

  /** The contract's object. */
  public String json() {
    return Json.object()
        .add("id", id)
        .add("name", name)
        .add("type", type)
        .add("bytes", bytes)
        .add("kind", kind.wireName())
        .add("width", width)
        .add("height", height)
        .add("chars", chars)
        .add("createdAt", Timestamps.text(createdAt))
        .end();
  }
}
