package chat.suda.conversation;

import chat.suda.config.StartupFailure;
import jakarta.annotation.Resource;
import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The data source, and its schema before anything else uses it. */
@ApplicationScoped
@DataSourceDefinition(
    name = Migrations.DATA_SOURCE,
    className = "chat.suda.conversation.ConfiguredDataSource",
    url = "suda.db.url",
    isolationLevel = Connection.TRANSACTION_READ_COMMITTED,
    minPoolSize = 1,
    initialPoolSize = 1,
    maxPoolSize = 20)
public class Migrations {

  private static final int PATIENCE_SECONDS = 1;

  static final String DATA_SOURCE = "java:app/jdbc/suda";

  @Resource(lookup = DATA_SOURCE)
  DataSource dataSource;

  private volatile boolean done;

  void deployed(@Observes @Initialized(ApplicationScoped.class) Object event) {
    try {
      Schema.update(dataSource, postgresql());
    } catch (SQLException | RuntimeException e) {
      throw StartupFailure.of("suda.db.url", e);
    }
    done = true;
  }

  private boolean postgresql() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return connection.getMetaData().getURL().startsWith("jdbc:postgresql:");
    }
  }

  /** Whether the schema is there: timers may run before it is. */
  public boolean done() {
    return done;
  }

  /** Whether the database answers now. May wait for it. */
  public boolean answers() {
    try (Connection connection = dataSource.getConnection()) {
      return connection.isValid(PATIENCE_SECONDS);
    } catch (SQLException e) {
      return false;
    }
  }
}
