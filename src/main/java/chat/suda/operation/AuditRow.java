package chat.suda.operation;

import chat.suda.database.Micros;
import chat.suda.stream.Ids;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

@Entity
@Table(name = "audit_record")
class AuditRow {

  @Id String id;

  /** Microseconds since 1970. */
  @Column(name = "recorded_at")
  long at;

  String who;

  String origin;

  String action;

  String target;

  String outcome;

  protected AuditRow() {}

  static AuditRow of(AuditEntry entry) {
    AuditRow row = new AuditRow();
    row.id = Ids.next();
    row.at = Micros.of(entry.at());
    row.who = entry.who();
    row.origin = entry.from();
    row.action = entry.action();
    row.target = entry.target();
    row.outcome = entry.outcome();
    return row;
  }

  AuditEntry view() {
    Instant time = Micros.instant(at);
    return new AuditEntry(time, who, origin, action, target, outcome);
  }
}
