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

/** Connections to the database that the configuration names. */
final class ConnectionPool {

  static final int MAX_CONNECTIONS = 20;
  private static final int VALIDATION_SECONDS = 5;

  /**
   * How long a call waits for one where all are in use; where none can be made, it fails at once.
   */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** A connection that was idle for this long is validated before use. */
  private static final Duration TRUSTED = Duration.ofSeconds(1);

  private static final Duration IDLE = Duration.ofMinutes(5);
  private static final Duration LIFETIME = Duration.ofMinutes(30);

  /** What an H2 URL gets where it does not say otherwise. */
  private static final String[] H2_DEFAULTS = {
    // H2 must stay open until the last answers are stored at shutdown.
    "DB_CLOSE_ON_EXIT=FALSE",
    // What is committed is written before the client is told of it, and outlives a kill.
    "WRITE_DELAY=0",
    "LOCK_TIMEOUT=10000"
  };

  private ConnectionPool() {}

  /** Opens none yet. */
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
                        // Else a thread of the server remembers a class of ours after an
                        // undeployment.
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
            // A server that keeps its connections and says nothing.
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
