package chat.suda.conversation;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A request that must not have its effect twice. */
@Entity
@Table(name = "request")
class IdempotencyRow {

  /** Of owner and key, so that the database lets one of two in. */
  @Id String id;

  String fingerprint;

  @Column(name = "conversation_id")
  String conversationId;

  @Column(name = "user_message_id")
  String userMessageId;

  @Column(name = "assistant_message_id")
  String assistantMessageId;

  @Column(name = "created_at")
  long createdAt;

  protected IdempotencyRow() {}
}
