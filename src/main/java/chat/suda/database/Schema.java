package chat.suda.database;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;

/** Migrates a database's schema. */
final class Schema {

  /** Listed, since a search of the class path works differently on each server. */
  private static final List<String> MIGRATIONS =
      List.of(
          "V1__conversations.sql",
          "V2__fences.sql",
          "V3__reasoning_effort.sql",
          "V4__people.sql",
          "V5__logins.sql",
          "V6__usage_and_administration.sql",
          "V7__attachments.sql",
          "V8__shares_presets_imports.sql",
          "V9__message_tools.sql",
          "V10__conversation_tools.sql",
          "V11__imported_at.sql",
          "V12__share_since.sql");

  private static final Map<String, String> H2 =
      Map.of(
          "id", "VARCHAR(64)",
          // Not a CLOB: those are stored apart from their rows.
          "text", "VARCHAR(" + Migrations.MAX_TEXT + ")",
          "bytes", "VARBINARY(1000000)");

  private static final Map<String, String> POSTGRESQL =
      Map.of("id", "VARCHAR(64) COLLATE \"C\"", "text", "TEXT", "bytes", "BYTEA");

  private Schema() {}

  /** Several nodes may do this at once: one migrates, the others wait. */
  static void update(DataSource dataSource, boolean postgresql) {
    Flyway.configure(Schema.class.getClassLoader())
        .dataSource(dataSource)
        .table("schema_history")
        .placeholders(postgresql ? POSTGRESQL : H2)
        .resourceProvider(new Resources())
        .javaMigrationClassProvider(List::of)
        .load()
        .migrate();
  }

  private static final class Resources implements ResourceProvider {

    @Override
    public LoadableResource getResource(String name) {
      return MIGRATIONS.contains(name) ? new Resource(name) : null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
      return MIGRATIONS.stream()
          .filter(name -> name.startsWith(prefix))
          .map(name -> (LoadableResource) new Resource(name))
          .toList();
    }
  }

  private static final class Resource extends LoadableResource {

    private final String name;

    Resource(String name) {
      this.name = name;
    }

    @Override
    public Reader read() {
      InputStream in = Schema.class.getResourceAsStream("/db/migration/" + name);
      return new InputStreamReader(in, StandardCharsets.UTF_8);
    }

    @Override
    public String getAbsolutePath() {
      return name;
    }

    @Override
    public String getAbsolutePathOnDisk() {
      return name;
    }

    @Override
    public String getFilename() {
      return name;
    }

    @Override
    public String getRelativePath() {
      return name;
    }
  }
}
