package chat.suda.identity;

import chat.suda.database.Micros;
import chat.suda.database.SudaDatabase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The table of logins. */
@ApplicationScoped
@Transactional
public class LoginStore {

  /** Maximum number of parameters in one list. */
  private static final int CHUNK = 1000;

  @Inject @SudaDatabase EntityManager entities;

  void add(LoginRow row) {
    entities.persist(row);
  }

  Optional<Login> find(String id) {
    return Optional.ofNullable(entities.find(LoginRow.class, id))
        .filter(row -> row.expiresAt > Micros.now())
        .map(LoginRow::view);
  }

  /** Those of them that have ended: one query per {@value #CHUNK}. */
  Set<String> endedAmong(Collection<String> ids) {
    List<String> all = List.copyOf(ids);
    Set<String> ended = new HashSet<>(all);
    for (int from = 0; from < all.size(); from += CHUNK) {
      entities
          .createQuery(
              "select l.id from LoginRow l where l.id in :ids and l.expiresAt > :now", String.class)
          .setParameter("ids", all.subList(from, Math.min(all.size(), from + CHUNK)))
          .setParameter("now", Micros.now())
          .getResultList()
          .forEach(ended::remove);
    }
    return ended;
  }

  /** Those of a few logins that have ended or lack that role. */
  Set<String> withoutRoleAmong(Collection<String> ids, String role) {
    return ids.stream()
        .filter(id -> find(id).filter(login -> login.roles().contains(role)).isEmpty())
        .collect(Collectors.toSet());
  }

  /** The logins of a provider's session. */
  List<String> ofSession(String sid) {
    return entities
        .createQuery("select l.id from LoginRow l where l.sid = :sid", String.class)
        .setParameter("sid", sid)
        .getResultList();
  }

  /** The logins of a provider's subject. */
  List<String> ofSubject(String subject) {
    return entities
        .createQuery("select l.id from LoginRow l where l.subject = :subject", String.class)
        .setParameter("subject", subject)
        .getResultList();
  }

  boolean delete(String id) {
    return update("delete from LoginRow l where l.id = ?1", id) > 0;
  }

  void deleteOfPerson(String person) {
    update("delete from LoginRow l where l.personId = ?1", person);
  }

  void deleteExpired() {
    update("delete from LoginRow l where l.expiresAt < ?1", Micros.now());
  }

  /** Those that were not checked with the provider since, the longest first. */
  List<Login> uncheckedSince(long micros, int most) {
    return entities
        .createQuery(
            "select l from LoginRow l where l.refreshToken is not null and l.checkedAt < :since"
                + " and l.expiresAt > :now order by l.checkedAt",
            LoginRow.class)
        .setParameter("since", micros)
        .setParameter("now", Micros.now())
        .setMaxResults(most)
        .getResultStream()
        .map(LoginRow::view)
        .toList();
  }

  /**
   * Claims the check of a login with the provider for this node; false if another node has claimed
   * it.
   */
  boolean claim(Login login) {
    return update(
            "update LoginRow l set l.checkedAt = ?1 where l.id = ?2 and l.checkedAt = ?3",
            Micros.now(),
            login.id(),
            login.checkedAt())
        == 1;
  }

  /** Stores the results of a renewal. */
  void renewed(String id, String refreshToken, Set<String> roles) {
    update(
        "update LoginRow l set l.refreshToken = ?1, l.roles = ?2 where l.id = ?3",
        refreshToken,
        PersonRow.text(roles),
        id);
  }

  private int update(String statement, Object... values) {
    var query = entities.createQuery(statement);
    for (int i = 0; i < values.length; i++) {
      query.setParameter(i + 1, values[i]);
    }
    return query.executeUpdate();
  }
}
