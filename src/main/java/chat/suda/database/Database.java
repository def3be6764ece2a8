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
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/**
 * The configured database, opened at first use.
 *
 * <p>The application has its own pool: Open Liberty accepts no {@code DataSourceDefinition} whose
 * class is in the application.
 */
@ApplicationScoped
public class Database {

  private static final String UNIT = "suda";
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
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

  /** Whether it is PostgreSQL, else H2. */
  boolean postgresql() {
    return settings.database().postgresql();
  }

  /** Whether the database responds now. May block. */
  boolean answers() {
    // Each connection that the server closed while it was idle is dropped by one use.
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < TIMEOUT.toNanos()) {
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
   * @return false if the connection is broken
   * @throws SQLException for any other error
   */
  private static boolean answers(Connection connection) throws SQLException {
    int usual = connection.getNetworkTimeout();
    // The query's own time-out relies on the server, which may not respond at all.
    connection.setNetworkTimeout(Runnable::run, (int) TIMEOUT.toMillis());
    try (Statement statement = connection.createStatement()) {
      // Not isValid(), which would leave a broken connection in the pool.
      boolean answered = statement.execute("select 1");
      connection.setNetworkTimeout(Runnable::run, usual);
      return answered;
    } catch (SQLException e) {
      if (BROKEN.isFatal(e)) {
        return false;
      }
      connection.setNetworkTimeout(Runnable::run, usual);
      throw e;
    }
  }

  /**
   * Creates what {@link #createEntityManager} needs; takes about a second.
   *
   * @param properties of the persistence unit, in addition to those in its file
   */
  void startPersistence(Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("jakarta.persistence.nonJtaDataSource", pool);
    factory = Persistence.createEntityManagerFactory(UNIT, all);
    failAtOnce(factory);
  }

  /**
   * Without a connection EclipseLink retries three times, 5 s apart, which no property changes.
   * Callers should rather fail at once and retry later. Other providers need no change.
   */
  private static void failAtOnce(EntityManagerFactory factory) {
    try {
      Object session = factory.getClass().getMethod("getDatabaseSession").invoke(factory);
      Object login = session.getClass().getMethod("getDatasourceLogin").invoke(session);
      login.getClass().getMethod("setQueryRetryAttemptCount", int.class).invoke(login, 0);
    } catch (NoSuchMethodException e) {
      // The provider is not EclipseLink.
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
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
