package chat.suda.conversation;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The origin of an imported conversation. */
@Entity
@Table(name = "import_origin")
class OriginRow {

  @Id String id;

  @Column(name = "conversation_id")
  String conversationId;

  /** In microseconds since 1970. */
  @Column(name = "imported_at")
  long importedAt;

  protected OriginRow() {}
}
