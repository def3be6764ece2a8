package chat.suda.database;

import chat.suda.config.Settings;
import io.agroal.api.AgroalDataSource;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/**
 * The database that the configuration names, opened when first asked for.
 *
 * <p>Its pool is the application's own: Open Liberty takes no {@code DataSourceDefinition} whose
 * class is in the application.
 */
@ApplicationScoped
public class Database {

  private static final String UNIT = "suda";
  private static final int PATIENCE_SECONDS = 1;
  private static final BrokenConnections BROKEN = new BrokenConnections();

  @Inject Settings settings;

  private AgroalDataSource pool;
  private EntityManagerFactory factory;

  @PostConstruct
  void prepare() {
    pool = ConnectionPool.of(settings.database());
  }

  DataSource dataSource() {
    return pool;
  }

  /** Of an H2 database otherwise. */
  boolean postgresql() {
    return settings.database().postgresql();
  }

  /** Whether it answers now. May wait for it. */
  boolean answers() {
    // Each that the database ended while it lay in the pool is dropped by this use of it.
    for (int broken = 0; broken <= ConnectionPool.MOST_CONNECTIONS; broken++) {
      try (Connection connection = pool.getConnection()) {
        if (answers(connection)) {
          return true;
        }
      } catch (SQLException e) {
        return false;
      }
    }
    return false;
  }

  /**
   * @return false where the connection is broken
   * @throws SQLException for anything else
   */
  private static boolean answers(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(PATIENCE_SECONDS);
      // Not isValid(), which would leave a broken connection in the pool.
      return statement.execute("select 1");
    } catch (SQLException e) {
      if (BROKEN.isFatal(e)) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Makes what {@link #createEntityManager} needs, which takes a second or so.
   *
   * @param properties of the persistence unit, beside those in its file
   */
  void startPersistence(Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("jakarta.persistence.nonJtaDataSource", pool);
    factory = Persistence.createEntityManagerFactory(UNIT, all);
  }

  EntityManager createEntityManager() {
    return factory.createEntityManager();
  }

  @PreDestroy
  void close() {
    if (factory != null) {
      factory.close();
    }
    pool.close();
  }
}
