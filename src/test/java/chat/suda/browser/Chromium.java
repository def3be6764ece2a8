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

/** A real Chromium: the one of {@code CHROMIUM}, else an installed one, else Playwright's own. */
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

  private final Playwright playwright;
  public final Browser browser;

  public Chromium() {
    Optional<Path> installed = installed();
    Map<String, String> environment =
        installed.isPresent() ? Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1") : Map.of();
    playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
    BrowserType.LaunchOptions options = new BrowserType.LaunchOptions().setArgs(ARGUMENTS);
    installed.ifPresent(options::setExecutablePath);
    browser = playwright.chromium().launch(options);
  }

  /** Another one, whose user lets no site keep anything; its profile is put there. */
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
    browser.close();
    playwright.close();
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
