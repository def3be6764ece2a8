package chat.suda.identity;

import chat.suda.database.Micros;
import chat.suda.database.SudaDatabase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Optional;

/** Values that can be used once on all nodes: tickets, states of logins, logout tokens. */
@ApplicationScoped
@Transactional
public class SingleUseStore {

  @Inject @SudaDatabase EntityManager entities;

  /**
   * Consumes a value, by its digest.
   *
   * @throws RuntimeException also if it was used before
   */
  void spend(String id, Instant until) {
    SpentRow row = new SpentRow();
    row.id = id;
    row.expiresAt = Micros.of(until);
    entities.persist(row);
    entities.flush();
  }

  boolean spent(String id) {
    return entities.find(SpentRow.class, id) != null;
  }

  void renew(String id, Instant until) {
    SpentRow row = new SpentRow();
    row.id = id;
    row.expiresAt = Micros.of(until);
    entities.merge(row);
  }

  Optional<Instant> expiry(String id) {
    return Optional.ofNullable(entities.find(SpentRow.class, id))
        .map(row -> Micros.instant(row.expiresAt));
  }

  void addTicket(String id, String caller, Instant until) {
    TicketRow row = new TicketRow();
    row.id = id;
    row.caller = caller;
    row.expiresAt = Micros.of(until);
    entities.persist(row);
  }

  /** The data stored with the ticket, which is deleted; empty if it is invalid. */
  Optional<String> takeTicket(String id) {
    TicketRow row = entities.find(TicketRow.class, id);
    if (row == null
        || entities
                .createQuery("delete from TicketRow t where t.id = :id")
                .setParameter("id", id)
                .executeUpdate()
            == 0) {
      return Optional.empty();
    }
    return row.expiresAt > Micros.now() ? Optional.of(row.caller) : Optional.empty();
  }

  void forgetExpired() {
    for (String table : new String[] {"TicketRow", "SpentRow"}) {
      entities
          .createQuery("delete from " + table + " r where r.expiresAt < :now")
          .setParameter("now", Micros.now())
          .executeUpdate();
    }
  }
}
