package chat.suda.identity;

import chat.suda.database.SudaDatabase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.Optional;

/** The shared key of all nodes, in the database. */
@ApplicationScoped
@Transactional
public class LoginKeyStore {

  @Inject @SudaDatabase EntityManager entities;

  Optional<String> find() {
    return Optional.ofNullable(entities.find(LoginKeyRow.class, LoginKeyRow.ONLY))
        .map(row -> row.secret);
  }

  /**
   * Stores a new key.
   *
   * @throws RuntimeException also if there is one already
   */
  void add(String secret) {
    LoginKeyRow row = new LoginKeyRow();
    row.secret = secret;
    entities.persist(row);
    entities.flush();
  }
}
