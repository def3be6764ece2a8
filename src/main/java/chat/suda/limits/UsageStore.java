package chat.suda.limits;

import chat.suda.database.Micros;
import chat.suda.database.SudaDatabase;
import chat.suda.limits.QuotaExceededException.Limit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The usage of answers, in the database of all nodes. */
@ApplicationScoped
@Transactional
public class UsageStore {

  /** Assumed usage of an answer before its question is known. */
  private static final long FIRST_RESERVATION = 1000;

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** When to ask again while answers run. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private static final int KEPT_DAYS = 400;

  /**
   * Sums of the usage.
   *
   * @param key the day (ISO 8601), the model, or the person's id; {@code null} if unknown
   */
  public record Total(
      String key, long answers, long failed, long promptTokens, long completionTokens) {}

  /** The grouping of sums. */
  public enum By {
    DAY("u.epochDay"),
    MODEL("u.model"),
    USER("u.person");

    private final String column;

    By(String column) {
      this.column = column;
    }
  }

  @Inject @SudaDatabase EntityManager entities;

  /**
   * Reserves tokens for one more answer; calls of one person are serialized.
   *
   * @return the reason of a refusal, or empty
   */
  Optional<QuotaExceededException> reserve(String id, String person, Allowance allowance) {
    lock(person);
    int today = UsageRow.today();
    if (allowance.tokensPerDay() > 0) {
      long left = allowance.tokensPerDay() - tokens(person, today);
      if (left <= 0) {
        return Optional.of(
            left + reservedTokens(person, today) <= 0
                ? new QuotaExceededException(Limit.TOKENS, nextDay())
                : new QuotaExceededException(Limit.RESERVED_TOKENS, Instant.now().plus(SOON)));
      }
    }
    if (allowance.questionsPerMinute() > 0) {
      List<Long> recent = questionsSince(person, Instant.now().minus(MINUTE));
      if (recent.size() >= allowance.questionsPerMinute()) {
        long first = recent.get(recent.size() - allowance.questionsPerMinute());
        Instant again = Instant.EPOCH.plusNanos(first * 1000).plus(MINUTE);
        return Optional.of(new QuotaExceededException(Limit.QUESTIONS, again));
      }
    }
    UsageRow row = UsageRow.begin(id, person, "");
    row.answers = 1;
    row.open = true;
    row.promptTokens = FIRST_RESERVATION;
    entities.persist(row);
    return Optional.empty();
  }

  /** Locks the person's row until the end of this transaction. */
  private void lock(String person) {
    entities
        .createNativeQuery("SELECT id FROM person WHERE id = ?1 FOR UPDATE")
        .setParameter(1, person)
        .getResultList();
  }

  /** The answer of a reservation has begun, as this message. */
  void begun(String reservation, String messageId, String model, long tokens) {
    entities
        .createNativeQuery(
            "UPDATE usage_entry SET id = ?1, model = ?2, prompt_tokens = ?3 WHERE id = ?4")
        .setParameter(1, messageId)
        .setParameter(2, model)
        .setParameter(3, tokens)
        .setParameter(4, reservation)
        .executeUpdate();
  }

  void cancel(String reservation) {
    entities
        .createQuery("delete from UsageRow u where u.id = :id")
        .setParameter("id", reservation)
        .executeUpdate();
  }

  void write(Collection<UsageEntry> entries) {
    for (UsageEntry entry : entries) {
      UsageRow row = entry.person() == null ? null : entities.find(UsageRow.class, entry.id());
      if (row == null) {
        row = UsageRow.begin(entry.id(), entry.person(), entry.model());
        row.take(entry);
        entities.persist(row);
      } else {
        row.take(entry);
      }
    }
  }

  /** The tokens that a person has used on a UTC day or reserved. */
  private long tokens(String person, int day) {
    return entities
        .createQuery(
            "select coalesce(sum(u.promptTokens + u.completionTokens), 0) from UsageRow u"
                + " where u.person = :person and u.epochDay = :day",
            Number.class)
        .setParameter("person", person)
        .setParameter("day", day)
        .getSingleResult()
        .longValue();
  }

  private long reservedTokens(String person, int day) {
    // EclipseLink writes a boolean beside a sum of this kind as a number, which H2 refuses.
    return ((Number)
            entities
                .createNativeQuery(
                    "SELECT COALESCE(SUM(prompt_tokens + completion_tokens), 0) FROM usage_entry"
                        + " WHERE person_id = ?1 AND usage_day = ?2 AND is_open")
                .setParameter(1, person)
                .setParameter(2, day)
                .getSingleResult())
        .longValue();
  }

  /** The times of the person's questions since then, in microseconds, oldest first. */
  private List<Long> questionsSince(String person, Instant since) {
    return entities
        .createQuery(
            "select u.begunAt from UsageRow u where u.person = :person and u.epochDay >= :day"
                + " and u.answers = 1 and u.begunAt > :since order by u.begunAt",
            Long.class)
        .setParameter("person", person)
        .setParameter("day", UsageRow.today() - 1)
        .setParameter("since", Micros.of(since))
        .getResultList();
  }

  /** The tokens that a person has used on the current UTC day. */
  public long tokensToday(String person) {
    return tokens(person, UsageRow.today());
  }

  /** The beginning of a UTC day. */
  public static Instant nextDay() {
    return LocalDate.now(ZoneOffset.UTC).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** The tokens that these people have used in the last days, including today. */
  public Map<String, Long> tokens(Collection<String> people, int days) {
    Map<String, Long> tokens = new HashMap<>();
    if (!people.isEmpty()) {
      entities
          .createQuery(
              "select u.person, sum(u.promptTokens + u.completionTokens) from UsageRow u"
                  + " where u.person in :people and u.epochDay > :day group by u.person",
              Object[].class)
          .setParameter("people", people)
          .setParameter("day", UsageRow.today() - days)
          .getResultStream()
          .forEach(row -> tokens.put((String) row[0], ((Number) row[1]).longValue()));
    }
    return tokens;
  }

  /** The sums between two days, both included, sorted by key. */
  public List<Total> totals(LocalDate from, LocalDate to, By by) {
    return entities
        .createQuery(
            "select "
                + by.column
                + ", sum(u.answers), sum(u.failures), sum(u.promptTokens), sum(u.completionTokens) from UsageRow u"
                + " where u.epochDay >= :from and u.epochDay <= :to and u.open = false group by "
                + by.column
                + " order by "
                + by.column,
            Object[].class)
        .setParameter("from", (int) from.toEpochDay())
        .setParameter("to", (int) to.toEpochDay())
        .getResultStream()
        .map(row -> total(by, row))
        .toList();
  }

  private static Total total(By by, Object[] row) {
    String key =
        by == By.DAY
            ? LocalDate.ofEpochDay(((Number) row[0]).longValue()).toString()
            : (String) row[0];
    return new Total(key, number(row[1]), number(row[2]), number(row[3]), number(row[4]));
  }

  private static long number(Object sum) {
    return sum == null ? 0 : ((Number) sum).longValue();
  }

  /** Anonymizes the usage of a person; the sums remain. */
  public void forget(String person) {
    entities
        .createQuery("update UsageRow u set u.person = null where u.person = :person")
        .setParameter("person", person)
        .executeUpdate();
  }

  /** Deletes entries older than a year and a month. */
  public void forgetOld() {
    entities
        .createQuery("delete from UsageRow u where u.epochDay < :day")
        .setParameter("day", UsageRow.today() - KEPT_DAYS)
        .executeUpdate();
  }
}
