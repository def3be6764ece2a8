package chat.suda.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chat.suda.config.TestSettings;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.spi.PersistenceProvider;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.hibernate.jpa.HibernatePersistenceProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(
    classes = {
      HibernatePersistenceProvider.class,
      org.eclipse.persistence.jpa.PersistenceProvider.class
    })
class TransactionEntityManagerTest {

  /** A bean with a table of unique names. */
  @Transactional
  static class Names {

    EntityManager entities;
    TransactionalProxy transactions;
    Names inner;

    void add(String... names) {
      for (String name : names) {
        run("insert into names values ('" + name + "')");
      }
    }

    void addAndFail(String name) {
      add(name);
      throw new IllegalArgumentException();
    }

    void addAndGiveUp(String name) {
      add(name);
      transactions.setRollbackOnly();
    }

    void addBothOrNone(String own, String other) {
      add(own);
      inner.add(other);
      throw new IllegalArgumentException();
    }

    List<?> all() {
      return entities.createNativeQuery("select name from names order by name").getResultList();
    }

    private void run(String sql) {
      entities.createNativeQuery(sql).executeUpdate();
    }
  }

  @Parameter Class<? extends PersistenceProvider> provider;

  private final TransactionalProxy transactions = new TransactionalProxy();
  private OpenDatabase database;
  private Names names;

  @BeforeEach
  void open() throws SQLException {
    String name = "names" + System.identityHashCode(this);
    database =
        new OpenDatabase(
            TestSettings.of(Map.of("suda.db.url", "jdbc:h2:mem:" + name)),
            Map.of(
                "jakarta.persistence.provider",
                provider.getName(),
                "eclipselink.session-name",
                name),
            transactions);
    try (var connection = database.dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("create table names (name varchar(9) primary key)");
    }
    names = transactions.around(bean(transactions.around(bean(null))));
  }

  private Names bean(Names inner) {
    Names bean = new Names();
    bean.entities = database.entities();
    bean.transactions = transactions;
    bean.inner = inner;
    return bean;
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void commitsWithTheTransaction() {
    names.add("a", "b");
    assertEquals(List.of("a", "b"), names.all());
  }

  @Test
  void rollsBackWithIt() {
    assertThrows(IllegalArgumentException.class, () -> names.addAndFail("a"));
    names.addAndGiveUp("b");
    assertThrows(PersistenceException.class, () -> names.add("c", "c"));
    assertEquals(List.of(), names.all());
  }

  @Test
  void isSharedByTheBeansOfOneTransaction() {
    assertThrows(IllegalArgumentException.class, () -> names.addBothOrNone("a", "b"));
    assertEquals(List.of(), names.all());
  }

  @Test
  void leavesNoConnectionBehind() {
    for (int i = 0; i < 50; i++) {
      assertThrows(IllegalArgumentException.class, () -> names.addAndFail("a"));
      names.all();
    }
    names.add("a");
    assertEquals(List.of("a"), names.all());
  }

  @Test
  void isOfNoUseOutsideOfTransactions() {
    assertThrows(IllegalStateException.class, () -> database.entities().clear());
  }
}
