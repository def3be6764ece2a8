package chat.suda.conversation;

import chat.suda.config.Settings;
import chat.suda.config.StartupFailure;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * The database that the configuration names: {@code suda.db.url}, {@code suda.db.user} and {@code
 * suda.db.password}. Servers make it by reflection and pool what it gives.
 */
public class ConfiguredDataSource implements DataSource {

  /** What an H2 URL gets where it does not say otherwise. */
  private static final String[] H2_DEFAULTS = {
    // The last answers are stored while the process ends: H2 must not be the first to go.
    "DB_CLOSE_ON_EXIT=FALSE",
    // What is committed is written before the client is told of it, and outlives a kill.
    "WRITE_DELAY=0",
    "LOCK_TIMEOUT=10000"
  };

  private Settings.Database settings;
  private Driver driver;

  /** The configured one. */
  public ConfiguredDataSource() {}

  ConfiguredDataSource(Settings.Database settings) {
    this.settings = settings;
  }

  /** Servers want a property; what it says is not used. */
  public void setUrl(String url) {}

  public String getUrl() {
    return "suda.db.url";
  }

  @Override
  public Connection getConnection() throws SQLException {
    open();
    Properties properties = new Properties();
    properties.setProperty("user", settings.user());
    properties.setProperty("password", settings.password());
    if (settings.postgresql()) {
      properties.setProperty("ApplicationName", "suda");
      properties.setProperty("reWriteBatchedInserts", "true");
    }
    try {
      return driver.connect(url(), properties);
    } catch (SQLException e) {
      // Servers say it amid pages of their own, if they say it.
      StartupFailure.of("suda.db.url", e);
      throw e;
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return getConnection();
  }

  boolean postgresql() {
    open();
    return settings.postgresql();
  }

  /** Not in the constructor: servers also make one only to look at it. */
  private synchronized void open() {
    if (settings == null) {
      settings =
          Settings.Database.read(
              ConfigProvider.getConfig(ConfiguredDataSource.class.getClassLoader()));
    }
    if (driver == null) {
      driver = settings.postgresql() ? new org.postgresql.Driver() : new org.h2.Driver();
      PrivateDirectory.make(settings.url());
    }
  }

  private String url() {
    if (settings.postgresql()) {
      return settings.url();
    }
    StringBuilder url = new StringBuilder(settings.url());
    for (String option : H2_DEFAULTS) {
      String name = option.substring(0, option.indexOf('=') + 1);
      if (!settings.url().toUpperCase(java.util.Locale.ROOT).contains(";" + name)) {
        url.append(';').append(option);
      }
    }
    return url.toString();
  }

  @Override
  public PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("wraps nothing");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
