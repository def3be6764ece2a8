package chat.suda.database;

import chat.suda.config.Settings;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.cache.ConnectionCache;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration.TransactionIsolation;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;

/** The pool of connections to the configured database. */
final class ConnectionPool {

  static final int MAX_CONNECTIONS = 20;
  private static final int VALIDATION_SECONDS = 5;

  /**
   * Time-out for a connection if all are in use; if none can be created, the call fails at once.
   */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** A connection idle for longer is validated before use. */
  private static final Duration TRUSTED = Duration.ofSeconds(1);

  private static final Duration IDLE = Duration.ofMinutes(5);
  private static final Duration LIFETIME = Duration.ofMinutes(30);

  /** Appended to an H2 URL that does not set it. */
  private static final String[] H2_DEFAULTS = {
    // H2 must stay open until the last answers are stored at shutdown.
    "DB_CLOSE_ON_EXIT=FALSE",
    // A commit is on disk before the client is told of it, and survives a kill.
    "WRITE_DELAY=0",
    "LOCK_TIMEOUT=10000"
  };

  private ConnectionPool() {}

  /** Opens no connection yet. */
  static AgroalDataSource of(Settings.Database settings) {
    PrivateDirectory.make(settings.url());
    AgroalDataSourceConfigurationSupplier configuration =
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(
                pool ->
                    pool.minSize(1)
                        .maxSize(MAX_CONNECTIONS)
                        .acquisitionTimeout(TIMEOUT)
                        .connectionValidator(
                            ConnectionValidator.defaultValidatorWithTimeout(VALIDATION_SECONDS))
                        .exceptionSorter(new BrokenConnections())
                        .idleValidationTimeout(TRUSTED)
                        .reapTimeout(IDLE)
                        .maxLifetime(LIFETIME)
                        // Otherwise a thread of the server would keep a reference to a class of the
                        // application after its undeployment.
                        .connectionCache(ConnectionCache.none())
                        .connectionFactoryConfiguration(factory -> connections(factory, settings)));
    try {
      return AgroalDataSource.from(configuration);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static AgroalConnectionFactoryConfigurationSupplier connections(
      AgroalConnectionFactoryConfigurationSupplier factory, Settings.Database settings) {
    factory
        .jdbcUrl(url(settings))
        .principal(new NamePrincipal(settings.user()))
        .credential(new SimplePassword(settings.password()))
        .jdbcTransactionIsolation(TransactionIsolation.READ_COMMITTED);
    return settings.postgresql()
        ? factory
            .connectionProviderClass(org.postgresql.Driver.class)
            .jdbcProperty("ApplicationName", "suda")
            // For a server that keeps its connections open but does not respond.
            .jdbcProperty("loginTimeout", "5")
            .jdbcProperty("socketTimeout", "30")
            .jdbcProperty("reWriteBatchedInserts", "true")
        : factory.connectionProviderClass(org.h2.Driver.class);
  }

  private static String url(Settings.Database settings) {
    if (settings.postgresql()) {
      return settings.url();
    }
    StringBuilder url = new StringBuilder(settings.url());
    for (String option : H2_DEFAULTS) {
      String name = option.substring(0, option.indexOf('=') + 1);
      if (!settings.url().toUpperCase(Locale.ROOT).contains(";" + name)) {
        url.append(';').append(option);
      }
    }
    return url.toString();
  }
}
