package chat.suda.database;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.config.TestSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatabaseTest {

  @Test
  void goesOnByItselfAfterTheDatabaseWasAway() throws IOException, SQLException {
    Database database;
    int port;
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
      port = postgres.getPort();
      database = database("jdbc:postgresql://127.0.0.1:" + port + "/postgres");
      useSome(database);
    }
    assertFalse(database.answers());
    assertThrows(SQLException.class, () -> useSome(database));
    EmbeddedPostgres again = EmbeddedPostgres.builder().setPort(port).start();
    try {
      assertTrue(database.answers());
      useSome(database);
    } finally {
      database.close();
      again.close();
    }
  }

  @Test
  void dropsConnectionsThatTheServerEnded() throws IOException, SQLException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
      Database database =
          database("jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres");
      useSome(database);
      try (Connection other = postgres.getPostgresDatabase().getConnection()) {
        other
            .createStatement()
            .execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where application_name = 'suda'");
      }
      assertTrue(database.answers());
      useSome(database);
      database.close();
    }
  }

  private static Database database(String url) {
    Database database = new Database();
    database.settings = TestSettings.of(Map.of("suda.db.url", url, "suda.db.user", "postgres"));
    database.prepare();
    return database;
  }

  /** Several at once, so that there are several in the pool. */
  private static void useSome(Database database) throws SQLException {
    List<Connection> connections = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        Connection connection = database.dataSource().getConnection();
        connections.add(connection);
        connection.createStatement().execute("select 1");
      }
    } finally {
      for (Connection connection : connections) {
        connection.close();
      }
    }
  }
}
