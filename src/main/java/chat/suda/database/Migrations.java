package chat.suda.database;

import chat.suda.config.StartupFailure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Map;

/** Migrates the database's schema before anything else uses it. */
@ApplicationScoped
public class Migrations {

  /** In characters; H2 needs an explicit length. */
  public static final int MAX_TEXT = 1_048_576;

  @Inject Database database;

  private volatile boolean done;

  void deployed(@Observes @Initialized(ApplicationScoped.class) Object event) {
    run(Map.of());
  }

  /**
   * @param persistence properties of the persistence unit, in addition to those in its file
   */
  void run(Map<String, Object> persistence) {
    try {
      Schema.update(database.dataSource(), database.postgresql());
      database.startPersistence(persistence);
    } catch (RuntimeException e) {
      throw StartupFailure.of("suda.db.url", e);
    }
    done = true;
  }

  /** Whether the schema is complete: timers may run before it is. */
  public boolean done() {
    return done;
  }

  /** Whether the database responds now. May block. */
  public boolean answers() {
    return database.answers();
  }
}
