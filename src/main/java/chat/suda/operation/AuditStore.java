package chat.suda.operation;

import chat.suda.database.ListCursor;
import chat.suda.database.Micros;
import chat.suda.database.SudaDatabase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The table of the audit log. */
@ApplicationScoped
@Transactional
public class AuditStore {

  private static final Duration KEPT = Duration.ofDays(400);

  /**
   * A page of the list.
   *
   * @param next or {@code null} at its end
   */
  public record Part(List<AuditEntry> entries, String next) {}

  @Inject @SudaDatabase EntityManager entities;

  void add(AuditEntry entry) {
    entities.persist(AuditRow.of(entry));
  }

  /**
   * Newest first.
   *
   * @param after the {@code next} of the previous page, or {@code null}
   * @throws IllegalArgumentException if that is not a cursor
   */
  public Part list(String after, int limit) {
    List<AuditRow> rows =
        ListCursor.parse(after)
            .bind(
                entities.createQuery(
                    "select a from AuditRow a where "
                        + ListCursor.older("a", "at")
                        + " order by a.at desc, a.id desc",
                    AuditRow.class))
            .setMaxResults(limit + 1)
            .getResultList();
    List<AuditRow> part = rows.subList(0, Math.min(limit, rows.size()));
    AuditRow last = part.isEmpty() ? null : part.get(part.size() - 1);
    return new Part(
        part.stream().map(AuditRow::view).toList(),
        rows.size() > limit ? new ListCursor(last.at, last.id).toString() : null);
  }

  void forgetOld() {
    entities
        .createQuery("delete from AuditRow a where a.at < :oldest")
        .setParameter("oldest", Micros.of(Instant.now().minus(KEPT)))
        .executeUpdate();
  }
}
