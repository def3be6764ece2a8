package chat.suda.browser;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** WildFly as a separate process with its own folder, running the built WAR and another one. */
final class WildFlyProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final int HTTP = 8080;
  private static final int HTTPS = 8443;
  private static final int MANAGEMENT = 9990;

  private final URI base;
  private final Process process;
  private final Path output;

  private WildFlyProcess(URI base, Process process, Path output) {
    this.base = base;
    this.process = process;
    this.output = output;
  }

  /**
   * Starts it and waits until both serve.
   *
   * @param folder to be filled
   * @param other served at {@code /} and its name
   * @param properties with <code>{port}</code> for the port
   */
  static WildFlyProcess start(Path folder, Path other, String... properties) throws Exception {
    Path home = Path.of(System.getProperty("wildfly.home"));
    for (String part : List.of("configuration", "deployments", "log", "tmp", "data")) {
      Files.createDirectories(folder.resolve(part));
    }
    try (var files = Files.list(home.resolve("standalone/configuration"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve("configuration").resolve(file.getFileName()));
      }
    }
    for (Path war : List.of(Path.of(System.getProperty("suda.war")), other)) {
      Files.copy(war, folder.resolve("deployments").resolve(war.getFileName()));
    }
    int offset = freeOffset();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(SudaProcess.jvmOptions());
    command.addAll(List.of("-jar", home.resolve("jboss-modules.jar").toString()));
    command.addAll(List.of("-mp", home.resolve("modules").toString()));
    command.addAll(List.of("org.jboss.as.standalone", "-Djboss.home.dir=" + home));
    command.add("-Djboss.server.base.dir=" + folder);
    command.add("-Djboss.socket.binding.port-offset=" + offset);
    command.add("-Dsuda.db.url=jdbc:h2:file:" + folder.resolve("db"));
    for (String property : properties) {
      command.add("-D" + property.replace("{port}", Integer.toString(HTTP + offset)));
    }
    Path output = folder.resolve("output.log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(key -> key.matches("(OPENAI|SUDA|CLIENT)_.*"));
    URI base = URI.create("http://localhost:" + (HTTP + offset) + "/");
    WildFlyProcess server = new WildFlyProcess(base, builder.start(), output);
    server.await("api/v1/me");
    server.await(other.getFileName().toString().replace(".war", "/view.xhtml"));
    return server;
  }

  URI base() {
    return base;
  }

  /** One at which the ports that it listens on are free. */
  private static int freeOffset() throws IOException {
    while (true) {
      try (ServerSocket any = new ServerSocket(0)) {
        int offset = any.getLocalPort() - MANAGEMENT;
        if (isFree(HTTP + offset) && isFree(HTTPS + offset)) {
          return offset;
        }
      }
    }
  }

  private static boolean isFree(int port) throws IOException {
    try {
      new ServerSocket(port).close();
      return true;
    } catch (BindException e) {
      return false;
    }
  }

  private void await(String path) throws Exception {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(10)).build();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Object last = "not asked";
    while (System.nanoTime() < deadline && process.isAlive()) {
      try {
        last = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (last.equals(200)) {
          return;
        }
      } catch (IOException e) {
        last = e;
      }
      process.waitFor(200, TimeUnit.MILLISECONDS);
    }
    process.destroyForcibly();
    throw new AssertionError(path + ": " + last + "\n" + Files.readString(output));
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().completeOnTimeout(process, 30, TimeUnit.SECONDS).join();
    process.destroyForcibly();
  }
}
