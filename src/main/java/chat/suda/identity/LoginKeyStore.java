package chat.suda.identity;

import chat.suda.database.SudaDatabase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.Optional;

/** The key of all nodes, in the database. */
@ApplicationScoped
@Transactional
public class LoginKeyStore {

  @Inject @SudaDatabase EntityManager entities;

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
