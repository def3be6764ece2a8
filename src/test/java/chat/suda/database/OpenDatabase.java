package chat.suda.database;

import chat.suda.config.Settings;
import jakarta.persistence.EntityManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Map;
import javax.sql.DataSource;

/** The beans of the package by hand. */
public final class OpenDatabase implements AutoCloseable {

  private final Database database = new Database();
  private final Migrations migrations = new Migrations();
  private final TransactionEntityManager entities = new TransactionEntityManager();

  /**
   * @param persistence properties of the persistence unit, beside those in its file
   */
  public OpenDatabase(
      Settings settings,
      Map<String, Object> persistence,
      TransactionSynchronizationRegistry transactions) {
    database.settings = settings;
    database.prepare();
    migrations.database = database;
    migrations.run(persistence);
    entities.transactions = transactions;
    entities.database = database;
  }

  public DataSource dataSource() {
    return database.dataSource();
  }

  public Migrations migrations() {
    return migrations;
  }

  public EntityManager entities() {
    return entities.entities();
  }

  @Override
  public void close() {
    database.close();
  }
}
