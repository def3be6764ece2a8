package chat.suda.limits;

import chat.suda.database.Micros;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.LocalDate;
import java.time.ZoneOffset;

@Entity
@Table(name = "usage_entry")
class UsageRow {

  @Id String id;

  @Column(name = "person_id")
  String person;

  /** UTC days since 1970. */
  @Column(name = "usage_day")
  int epochDay;

  /** Microseconds since 1970. */
  @Column(name = "begun_at")
  long begunAt;

  String model;

  /** 1, or 0 for a title. */
  int answers;

  /** Whether the answer runs, and its tokens are reserved. */
  @Column(name = "is_open")
  boolean open;

  /** 1 if it has failed, else 0. */
  int failures;

  @Column(name = "prompt_tokens")
  long promptTokens;

  @Column(name = "completion_tokens")
  long completionTokens;

  protected UsageRow() {}

  static UsageRow begin(String id, String person, String model) {
    UsageRow row = new UsageRow();
    row.id = id;
    row.person = person;
    row.model = model;
    row.epochDay = today();
    row.begunAt = Micros.now();
    return row;
  }

  void take(UsageEntry entry) {
    model = entry.model();
    answers = entry.answer() ? 1 : 0;
    failures = entry.answer() && entry.failed() ? 1 : 0;
    promptTokens = entry.promptTokens();
    completionTokens = entry.completionTokens();
    open = false;
  }

  static int today() {
    return (int) LocalDate.now(ZoneOffset.UTC).toEpochDay();
  }
}
