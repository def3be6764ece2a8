package chat.suda.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A real Chromium: the one of {@code CHROMIUM}, else an installed one, else Playwright's own. There
 * is one process a JVM; who closes this closes the contexts.
 */
public final class Chromium implements AutoCloseable {

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private static Playwright playwright;
  private static Browser launched;

  public final Browser browser = launch();

  private static Browser launch() {
    if (launched != null && launched.isConnected()) {
      return launched;
    }
    Optional<Path> installed = installed();
    Map<String, String> environment =
        installed.isPresent() ? Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1") : Map.of();
    if (playwright == null) {
      playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
    }
    BrowserType.LaunchOptions options = new BrowserType.LaunchOptions().setArgs(ARGUMENTS);
    installed.ifPresent(options::setExecutablePath);
    launched = playwright.chromium().launch(options);
    return launched;
  }

  /**
   * A separate one, whose user blocks storage of all sites; its profile is created in that folder.
   */
  BrowserContext withoutCookies(Path profile) throws IOException {
    Path preferences = profile.resolve("Default").resolve("Preferences");
    Files.createDirectories(preferences.getParent());
    Files.writeString(
        preferences, "{\"profile\":{\"default_content_setting_values\":{\"cookies\":2}}}");
    BrowserType.LaunchPersistentContextOptions options =
        new BrowserType.LaunchPersistentContextOptions().setArgs(ARGUMENTS);
    installed().ifPresent(options::setExecutablePath);
    return playwright.chromium().launchPersistentContext(profile, options);
  }

  @Override
  public void close() {
    browser.contexts().forEach(BrowserContext::close);
  }

  private static Optional<Path> installed() {
    String named = System.getenv("CHROMIUM");
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
