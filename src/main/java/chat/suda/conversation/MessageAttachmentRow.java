package chat.suda.conversation;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.Objects;

/** An attachment that was sent with a message. */
@Entity
@IdClass(MessageAttachmentRow.Key.class)
@Table(name = "message_attachment")
class MessageAttachmentRow {

  @Id
  @Column(name = "message_id")
  String messageId;

  @Id int place;

  @Column(name = "attachment_id")
  String attachmentId;

  @Column(name = "conversation_id")
  String conversationId;

  protected MessageAttachmentRow() {}

  MessageAttachmentRow(MessageRow message, int place, String attachmentId) {
    this.messageId = message.id;
    this.conversationId = message.conversationId;
    this.place = place;
    this.attachmentId = attachmentId;
  }

  /** The primary key. */
  static final class Key implements Serializable {

    private static final long serialVersionUID = 1L;

    String messageId;
    int place;

    protected Key() {}

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && Objects.equals(key.messageId, messageId)
          && key.place == place;
    }

    @Override
    public int hashCode() {
      return Objects.hash(messageId, place);
    }
  }
}
