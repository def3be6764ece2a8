package chat.suda.conversation;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A request that must be executed only once. */
@Entity
@Table(name = "request")
class IdempotencyRow {

  /** Derived from owner and key, so that the database accepts only one of two. */
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
