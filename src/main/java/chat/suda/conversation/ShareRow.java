package chat.suda.conversation;

import chat.suda.database.Micros;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A share as stored. */
@Entity
@Table(name = "share")
class ShareRow {

  @Id String token;

  @Column(name = "conversation_id")
  String conversationId;

  String owner;

  @Column(name = "created_at")
  long createdAt;

  @Column(name = "since_cursor")
  String since;

  protected ShareRow() {}

  static ShareRow create(ConversationRow conversation, String token, String since) {
    ShareRow row = new ShareRow();
    row.token = token;
    row.conversationId = conversation.id;
    row.owner = conversation.owner;
    row.createdAt = Micros.now();
    row.since = since;
    return row;
  }

  Share view() {
    return new Share(
        token, conversationId, owner, Timestamps.text(Micros.instant(createdAt)), since);
  }
}
