package chat.suda.identity;

import chat.suda.database.ListCursor;
import chat.suda.database.Micros;
import chat.suda.database.SudaDatabase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The table of people. */
@ApplicationScoped
@Transactional
public class PeopleStore {

  /** Minimum interval between updates of the last access. */
  private static final long SIGHT_MICROS = Duration.ofMinutes(5).toNanos() / 1000;

  @Inject @SudaDatabase EntityManager entities;

  Optional<Person> find(String id) {
    return Optional.ofNullable(entities.find(PersonRow.class, id)).map(PersonRow::view);
  }

  Optional<Person> findByDigest(String digest) {
    return byDigest(digest).map(PersonRow::view);
  }

  private Optional<PersonRow> byDigest(String digest) {
    return entities
        .createQuery("select p from PersonRow p where p.digest = :digest", PersonRow.class)
        .setParameter("digest", digest)
        .getResultStream()
        .findFirst();
  }

  List<Person> list(String q, String after, int limit) {
    String text = q == null ? "" : q.toLowerCase(Locale.ROOT).replaceAll("([%_!])", "!$1");
    return ListCursor.parse(after)
        .bind(
            entities.createQuery(
                "select p from PersonRow p where "
                    + ListCursor.older("p", "lastSeenAt")
                    + " and (lower(p.id) like :q escape '!' or lower(p.name) like :q escape '!'"
                    + " or lower(p.email) like :q escape '!')"
                    + " order by p.lastSeenAt desc, p.id desc",
                PersonRow.class))
        .setParameter("q", "%" + text + "%")
        .setMaxResults(limit)
        .getResultStream()
        .map(PersonRow::view)
        .toList();
  }

  /** Those of them that are disabled. */
  List<String> disabledAmong(Collection<String> ids) {
    return entities
        .createQuery("select p.id from PersonRow p where p.disabled = true", String.class)
        .getResultStream()
        .filter(ids::contains)
        .toList();
  }

  /** Records an access of this person, created with that id if unknown. */
  Person seen(String newId, Profile profile) {
    PersonRow row = byDigest(profile.digest()).orElse(null);
    if (row == null) {
      row = PersonRow.create(newId, profile.digest());
      row.take(profile);
      entities.persist(row);
      entities.flush();
    } else if (row.take(profile) || row.lastSeenAt < Micros.now() - SIGHT_MICROS) {
      row.lastSeenAt = Micros.now();
    }
    return row.view();
  }

  /** Records an access of a known person. */
  Optional<Person> seenAgain(String id) {
    PersonRow row = entities.find(PersonRow.class, id);
    if (row != null && row.lastSeenAt < Micros.now() - SIGHT_MICROS) {
      row.lastSeenAt = Micros.now();
    }
    return Optional.ofNullable(row).map(PersonRow::view);
  }

  Optional<Person> disable(String id, boolean disabled) {
    return locked(id)
        .map(
            row -> {
              row.disabled = disabled;
              return row.view();
            });
  }

  Optional<Person> limit(String id, Long tokensPerDay) {
    return locked(id)
        .map(
            row -> {
              row.tokensPerDay = tokensPerDay;
              return row.view();
            });
  }

  /** The digest of the person's profile. */
  Optional<String> digest(String id) {
    return Optional.ofNullable(entities.find(PersonRow.class, id)).map(row -> row.digest);
  }

  boolean erase(String id) {
    Optional<PersonRow> row = locked(id);
    row.ifPresent(entities::remove);
    return row.isPresent();
  }

  private Optional<PersonRow> locked(String id) {
    return Optional.ofNullable(entities.find(PersonRow.class, id, LockModeType.PESSIMISTIC_WRITE));
  }
}
