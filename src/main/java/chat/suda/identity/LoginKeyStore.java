package chat.suda.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.Optional;

/** The key of all nodes, in the database. */
@ApplicationScoped
@Transactional
public class LoginKeyStore {

  @PersistenceContext(unitName = "suda")
  EntityManager entities;

  Optional<String> find() {
    return Optional.ofNullable(entities.find(LoginKeyRow.class, LoginKeyRow.ONLY))
        .map(row -> row.secret);
  }

  /**
   * Keeps a new one.
   *
   * @throws RuntimeException also where there is one
   */
  void add(String secret) {
    LoginKeyRow row = new LoginKeyRow();
    row.secret = secret;
    entities.persist(row);
    entities.flush();
  }
}
