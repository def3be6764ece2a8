package chat.suda.conversation;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.Objects;

/** A piece of an attachment's content. */
@Entity
@IdClass(AttachmentPieceRow.Key.class)
@Table(name = "attachment_piece")
class AttachmentPieceRow {

  @Id
  @Column(name = "attachment_id")
  String attachmentId;

  @Id int variant;
  @Id int seq;
  byte[] content;

  protected AttachmentPieceRow() {}

  AttachmentPieceRow(String attachmentId, int variant, int seq, byte[] content) {
    this.attachmentId = attachmentId;
    this.variant = variant;
    this.seq = seq;
    this.content = content;
  }

  /** The primary key. */
  static final class Key implements Serializable {

    private static final long serialVersionUID = 1L;

    String attachmentId;
    int variant;
    int seq;

    protected Key() {}

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && Objects.equals(key.attachmentId, attachmentId)
          && key.variant == variant
          && key.seq == seq;
    }

    @Override
    public int hashCode() {
      return Objects.hash(attachmentId, variant, seq);
    }
  }
}
