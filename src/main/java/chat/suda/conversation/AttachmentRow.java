package chat.suda.conversation;

import chat.suda.conversation.attachment.FileContent;
import chat.suda.database.Micros;
import chat.suda.stream.Ids;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** An attachment as stored, without its contents. */
@Entity
@Table(name = "attachment")
class AttachmentRow {

  @Id String id;
  String owner;
  String name;

  @Column(name = "media_type")
  String mediaType;

  long bytes;

  @Enumerated(EnumType.STRING)
  FileContent.Kind kind;

  Integer width;
  Integer height;
  Integer chars;

  /** Media type of the image for models, or {@code null}. */
  @Column(name = "image_type")
  String imageType;

  @Column(name = "thumb_type")
  String thumbType;

  @Column(name = "created_at")
  long createdAt;

  protected AttachmentRow() {}

  static AttachmentRow create(String owner, String name, long bytes, FileContent content) {
    AttachmentRow row = new AttachmentRow();
    row.id = Ids.next();
    row.owner = owner;
    row.name = TextNormalizer.storable(name);
    row.mediaType = content.type();
    row.bytes = bytes;
    row.kind = content.kind();
    row.width = content.width();
    row.height = content.height();
    row.chars = content.chars();
    row.imageType = content.image() == null ? null : content.image().type();
    row.thumbType = content.thumbnail() == null ? null : content.thumbnail().type();
    row.createdAt = Micros.now();
    return row;
  }

  /** Another attachment with the same content. */
  AttachmentRow copyFor(String other) {
    AttachmentRow row = new AttachmentRow();
    row.id = Ids.next();
    row.owner = other;
    row.name = name;
    row.mediaType = mediaType;
    row.bytes = bytes;
    row.kind = kind;
    row.width = width;
    row.height = height;
    row.chars = chars;
    row.imageType = imageType;
    row.thumbType = thumbType;
    row.createdAt = Micros.now();
    return row;
  }

  Attachment view() {
    return new Attachment(
        id, name, mediaType, bytes, kind, width, height, chars, Micros.instant(createdAt));
  }
}
