package chat.suda.browser;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The self-contained JAR as a process of its own, started as its user starts it. */
public final class SelfContained implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final URI base;
  private final Process process;

  private SelfContained(URI base, Process process) {
    this.base = base;
    this.process = process;
  }

  /**
   * Starts it and waits until it serves.
   *
   * @param properties such as {@code openai.base-url=…}; the environment's own settings are hidden
   */
  public static SelfContained start(String... properties) throws Exception {
    int port = freePort();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Nobody's conversations but its own.
    command.add(
        "-Dsuda.db.url=jdbc:h2:file:" + System.getProperty("suda.jar") + "." + port + "/db");
    for (String property : properties) {
      command.add("-D" + property);
    }
    command.addAll(
        List.of("-jar", System.getProperty("suda.jar"), "--port", Integer.toString(port)));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(new File(System.getProperty("suda.jar") + "." + port + ".log"));
    builder.environment().keySet().removeIf(key -> key.matches("(OPENAI|SUDA|CLIENT)_.*"));
    SelfContained server =
        new SelfContained(URI.create("http://localhost:" + port + "/"), builder.start());
    server.awaitServing();
    return server;
  }

  /** Where the page is. */
  public URI base() {
    return base;
  }

  /** To be killed, frozen, or asked to end. */
  public Process process() {
    return process;
  }

  /** The processor time that it has used so far. */
  public Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().completeOnTimeout(process, 30, TimeUnit.SECONDS).join();
    process.destroyForcibly();
  }

  private void awaitServing() throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("api/v1/me")).timeout(Duration.ofSeconds(5)).build();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      try {
        if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // Not yet.
      }
      process.waitFor(100, TimeUnit.MILLISECONDS);
    }
    process.destroyForcibly();
    throw new AssertionError("suda.jar does not serve on " + base);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
