package chat.suda.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page preloads all its modules, so that they are not discovered one after the other. */
class ModulePreloadTest {

  private static final Path WEBAPP = Path.of("src/main/webapp");
  private static final Pattern IMPORT =
      Pattern.compile("^(?:import|export)[^'\n]*?'(\\.[^']+)';", Pattern.MULTILINE);
  private static final Pattern PRELOAD =
      Pattern.compile("<link rel=\"modulepreload\" href=\"([^\"]+)\">");

  @Test
  void namesWhatItsScriptNeedsAndNothingElse() throws IOException {
    Set<String> needed = new TreeSet<>();
    collect(Path.of("js/main.js"), needed);
    needed.remove("js/main.js");
    Set<String> named =
        PRELOAD
            .matcher(Files.readString(WEBAPP.resolve("index.html")))
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(needed, named);
  }

  private static void collect(Path module, Set<String> found) throws IOException {
    Path file = WEBAPP.resolve(module);
    // Libraries are added by the build, and import nothing.
    if (!found.add(module.toString().replace('\\', '/')) || Files.notExists(file)) {
      return;
    }
    for (MatchResult next : IMPORT.matcher(Files.readString(file)).results().toList()) {
      collect(module.resolveSibling(next.group(1)).normalize(), found);
    }
  }
}
