package chat.suda.container;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Starts the database that the system property {@code test.db} names, before a container is
 * configured: its URL goes into the servers' configuration.
 */
public class TestDatabase implements LauncherSessionListener {

  private EmbeddedPostgres postgres;

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    String wanted = System.getProperty("test.db");
    if ("postgresql".equals(wanted)) {
      try {
        postgres = EmbeddedPostgres.builder().start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      publish(postgres.getJdbcUrl("postgres", "postgres"), "postgres");
    } else if (wanted != null) {
      publish(wanted, "sa");
    }
  }

  private static void publish(String url, String user) {
    System.setProperty("test.db.url", url);
    System.setProperty("test.db.user", user);
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    if (postgres != null) {
      try {
        postgres.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
