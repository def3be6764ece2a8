package chat.suda.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "spent")
class SpentRow {

  @Id String id;

  @Column(name = "expires_at")
  long expiresAt;
}
