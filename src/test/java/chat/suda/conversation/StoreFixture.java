package chat.suda.conversation;

import chat.suda.config.Settings;
import chat.suda.config.TestSettings;
import chat.suda.database.OpenDatabase;
import chat.suda.database.TransactionalProxy;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.hibernate.jpa.HibernatePersistenceProvider;

/**
 * Creates the package's beans manually: with the persistence provider of either server, on either
 * database.
 */
final class StoreFixture implements AutoCloseable {

  /** What the servers have and what operators choose. */
  enum Kind {
    ECLIPSELINK_ON_H2,
    HIBERNATE_ON_H2,
    ECLIPSELINK_ON_POSTGRESQL,
    HIBERNATE_ON_POSTGRESQL;

    private StoreFixture store;

    /** One a test run, since they take long to make: let each test have an owner of its own. */
    synchronized StoreFixture store() {
      if (store == null) {
        store = new StoreFixture(this, url(), Map.of());
      }
      return store;
    }

    private String url() {
      return name().endsWith("H2")
          ? "jdbc:h2:mem:" + name() + ";DB_CLOSE_DELAY=-1"
          : Server.ONLY.url(name().toLowerCase());
    }
  }

  /** A real PostgreSQL, for as long as the tests run. */
  enum Server {
    ONLY;

    private final EmbeddedPostgres postgres;

    Server() {
      try {
        postgres = EmbeddedPostgres.builder().start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String url(String database) {
      try (var connection = postgres.getPostgresDatabase().getConnection();
          var statement = connection.createStatement()) {
        statement.execute("create database " + database);
      } catch (java.sql.SQLException e) {
        throw new IllegalStateException(e);
      }
      return postgres.getJdbcUrl("postgres", database);
    }
  }

  static final int HISTORY = 50_000;

  final DataSource dataSource;
  final Conversations conversations;
  final TurnStore turns = new TurnStore();
  final AnswerStore answers;
  final IdempotencyKeys idempotency;
  final ConversationExport export;
  final ImportStore imports;
  final StoreMaintenance upkeep = new StoreMaintenance();
  final SearchIndex index = new SearchIndex();
  final TransactionalProxy transactions = new TransactionalProxy();
  private final OpenDatabase database;

  StoreFixture(Kind kind, String url, Map<String, String> more) {
    Map<String, String> values = new HashMap<>(more);
    values.put("suda.db.url", url);
    values.putIfAbsent("suda.max-history-chars", Integer.toString(HISTORY));
    if (url.startsWith("jdbc:postgresql")) {
      values.put("suda.db.user", "postgres");
    }
    Settings settings = TestSettings.of(values);
    database = new OpenDatabase(settings, persistence(kind), transactions);
    dataSource = database.dataSource();
    EntityManager entities = database.entities();

    index.entities = entities;
    Search search = new Search();
    search.entities = entities;
    search.index = index;
    Conversations list = new Conversations();
    list.entities = entities;
    list.search = search;
    list.index = index;
    conversations = transactions.around(list);
    AnswerStore texts = new AnswerStore();
    texts.entities = entities;
    texts.index = index;
    answers = transactions.around(texts);
    IdempotencyKeys keys = new IdempotencyKeys();
    keys.entities = entities;
    idempotency = transactions.around(keys);
    TurnTransaction beginning = new TurnTransaction();
    beginning.entities = entities;
    beginning.settings = settings;
    beginning.idempotency = idempotency;
    beginning.index = index;
    turns.transaction = transactions.around(beginning);
    ConversationExport files = new ConversationExport();
    files.entities = entities;
    files.conversations = conversations;
    export = transactions.around(files);
    AttachmentStore attachments = new AttachmentStore();
    attachments.entities = entities;
    ImportStore brought = new ImportStore();
    brought.entities = entities;
    brought.index = index;
    brought.attachments = attachments;
    SegmentBuilder segments = new SegmentBuilder();
    segments.entities = entities;
    brought.segments = segments;
    imports = transactions.around(brought);
    upkeep.segments = transactions.around(segments);
    upkeep.index = index;
    upkeep.idempotency = idempotency;
  }

  private Map<String, Object> persistence(Kind kind) {
    Class<?> provider =
        kind.name().startsWith("HIBERNATE")
            ? HibernatePersistenceProvider.class
            : org.eclipse.persistence.jpa.PersistenceProvider.class;
    return Map.of(
        "jakarta.persistence.provider",
        provider.getName(),
        // Else EclipseLink gives both of its kinds the first one's data source.
        "eclipselink.session-name",
        kind.name() + System.identityHashCode(this));
  }

  @Override
  public void close() {
    database.close();
  }
}
