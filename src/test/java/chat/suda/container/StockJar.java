package chat.suda.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonObject;
import jakarta.persistence.Entity;
import jakarta.transaction.Transactional;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.importer.ExplodedImporter;
import org.jboss.shrinkwrap.api.spec.JavaArchive;

/**
 * The worked example of {@code src/docs/tools.md}, built as it says there: compiled against {@code
 * target/suda-api.jar} and Jakarta EE alone.
 */
final class StockJar {

  private static final Path SOURCES = Path.of("src/test/java/chat/suda/container/stock");

  private StockJar() {}

  static JavaArchive build() {
    try {
      Path classes = Files.createTempDirectory("stock");
      compile(classes);
      return ShrinkWrap.create(JavaArchive.class, "stock.jar")
          .as(ExplodedImporter.class)
          .importDirectory(classes.toFile())
          .as(JavaArchive.class)
          .addAsManifestResource("chat/suda/container/stock/persistence.xml", "persistence.xml")
          .addAsManifestResource(EmptyAsset.INSTANCE, "beans.xml");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void compile(Path classes) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("-d", classes.toString(), "-classpath", api(), "-proc:none"));
    try (Stream<Path> sources = Files.list(SOURCES)) {
      sources.map(Path::toString).forEach(arguments::add);
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, said, said, arguments.toArray(String[]::new));
    assertEquals(0, status, () -> said.toString(StandardCharsets.UTF_8));
  }

  /** Suda's JAR, and where the tests have Jakarta EE from. */
  private static String api() {
    File suda = new File(new File(System.getProperty("suda.war")).getParentFile(), "suda-api.jar");
    return Stream.concat(
            Stream.of(suda.getPath()),
            Stream.of(
                    ApplicationScoped.class,
                    DataSourceDefinition.class,
                    Entity.class,
                    JsonObject.class,
                    Transactional.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath()))
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }
}
