package chat.suda.operation;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

@Entity
@Table(name = "notice")
class NoticeRow {

  @Id String id;

  @Column(name = "notice_text")
  String text;

  String severity;

  /**
   * Milliseconds since 1970, as the other two times of this table; other tables have microseconds.
   */
  @Column(name = "from_at")
  long from;

  @Column(name = "until_at")
  Long until;

  @Column(name = "created_at")
  long createdAt;

  protected NoticeRow() {}

  static NoticeRow of(Notice notice) {
    NoticeRow row = new NoticeRow();
    row.id = notice.id();
    row.text = notice.text();
    row.severity = notice.level();
    row.from = notice.from().toEpochMilli();
    row.until = notice.until() == null ? null : notice.until().toEpochMilli();
    row.createdAt = notice.createdAt().toEpochMilli();
    return row;
  }

  Notice view() {
    return new Notice(
        id,
        text,
        severity,
        Instant.ofEpochMilli(from),
        until == null ? null : Instant.ofEpochMilli(until),
        Instant.ofEpochMilli(createdAt));
  }
}
