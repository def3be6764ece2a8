package chat.suda.conversation;

import chat.suda.stream.Ids;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A searchable text; only its position is changed. */
@Entity
@Table(name = "search_text")
class TextRow {

  /** The message's id, or its own. */
  @Id String id;

  @Column(name = "conversation_id", updatable = false)
  String conversationId;

  @Column(updatable = false)
  String owner;

  /** Whether it is the conversation's title. */
  @Column(updatable = false)
  boolean title;

  @Column(updatable = false)
  String folded;

  long place = IndexPosition.TAIL;

  protected TextRow() {}

  static TextRow of(MessageRow message) {
    TextRow row = new TextRow();
    row.id = message.id;
    row.conversationId = message.conversationId;
    row.owner = message.owner;
    row.folded = TextNormalizer.folded(message.content);
    return row;
  }

  static TextRow ofTitle(ConversationRow conversation) {
    TextRow row = new TextRow();
    row.id = Ids.next();
    row.conversationId = conversation.id;
    row.owner = conversation.owner;
    row.title = true;
    row.folded = TextNormalizer.folded(conversation.title);
    return row;
  }
}
