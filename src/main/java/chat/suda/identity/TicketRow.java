package chat.suda.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "ticket")
class TicketRow {

  /** The SHA-256 of the ticket. */
  @Id String id;

  /** JSON. */
  String caller;

  @Column(name = "expires_at")
  long expiresAt;
}
