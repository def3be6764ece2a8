package chat.suda.conversation;

import chat.suda.conversation.attachment.FileContent;
import chat.suda.stream.Json;
import java.time.Instant;

/**
 * An uploaded file.
 *
 * @param name as uploaded, without a path or invisible characters
 * @param type its media type (RFC 6838), by its content
 * @param bytes the size of the upload
 * @param width, height of an image, in pixels; else {@code null}
 * @param chars length of its text, in UTF-16 code units, or {@code null} if it has none
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
