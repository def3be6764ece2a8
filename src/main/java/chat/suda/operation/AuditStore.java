package chat.suda.operation;

import chat.suda.database.SudaDatabase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;

/** The table of what was recorded. */
@ApplicationScoped
@Transactional
public class AuditStore {

  private static final Pattern CURSOR = Pattern.compile("[0-9]{1,18}_[A-Za-z0-9_-]{1,64}");
  private static final Duration KEPT = Duration.ofDays(400);

  /**
   * A part of the list.
   *
   * @param next or {@code null} at its end
   */
  public record Part(List<AuditEntry> entries, String next) {}

  @Inject @SudaDatabase EntityManager entities;

  void add(AuditEntry entry) {
    entities.persist(AuditRow.of(entry));
  }

  /**
   * The newest first.
   *
   * @param after the {@code next} of the part before, or {@code null}
   * @throws IllegalArgumentException if that is no cursor
   */
  public Part list(String after, int limit) {
    if (after != null && !CURSOR.matcher(after).matches()) {
      throw new IllegalArgumentException("after");
    }
    long micros =
        after == null ? Long.MAX_VALUE : Long.parseLong(after.substring(0, after.indexOf('_')));
    List<AuditRow> rows =
        entities
            .createQuery(
                "select a from AuditRow a where a.at < :micros or (a.at = :micros and a.id < :id)"
                    + " order by a.at desc, a.id desc",
                AuditRow.class)
            .setParameter("micros", micros)
            .setParameter("id", after == null ? "" : after.substring(after.indexOf('_') + 1))
            .setMaxResults(limit + 1)
            .getResultList();
    List<AuditRow> part = rows.subList(0, Math.min(limit, rows.size()));
    AuditRow last = part.isEmpty() ? null : part.get(part.size() - 1);
    return new Part(
        part.stream().map(AuditRow::view).toList(),
        rows.size() > limit ? last.at + "_" + last.id : null);
  }

  void forgetOld() {
    entities
        .createQuery("delete from AuditRow a where a.at < :oldest")
        .setParameter("oldest", ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now().minus(KEPT)))
        .executeUpdate();
  }
}
