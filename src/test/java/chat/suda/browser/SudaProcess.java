package chat.suda.browser;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The self-contained JAR as a separate process, started as its user starts it. */
public final class SudaProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final int port;
  private final String[] properties;
  private final URI base;
  private final Process process;

  private SudaProcess(int port, String... properties) throws Exception {
    this.port = port;
    this.properties = properties;
    this.base = URI.create("http://localhost:" + port + "/");
    this.process = process(port, properties);
  }

  /**
   * Starts it and waits until it serves.
   *
   * @param properties such as {@code openai.base-url=…}, with <code>{port}</code> for the port; the
   *     environment's own settings are hidden; what begins with two dashes is an option of the JAR,
   *     with {@code -X} one of the JVM
   */
  public static SudaProcess start(String... properties) throws Exception {
    return serving(new SudaProcess(freePort(), properties));
  }

  /** Starts another process after its end, with its database and additional keys. */
  public SudaProcess again(String... others) throws Exception {
    return serving(
        new SudaProcess(
            port, Stream.concat(Stream.of(properties), Stream.of(others)).toArray(String[]::new)));
  }

  private static SudaProcess serving(SudaProcess server) throws Exception {
    server.awaitServing();
    return server;
  }

  private static Process process(int port, String... properties) throws IOException {
    return process(
        port, new File(System.getProperty("suda.jar") + "." + port + ".log"), properties);
  }

  /** Starts it without waiting; its output is appended to that file. */
  static Process process(int port, File output, String... properties) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions());
    // Only its own conversations.
    command.add(
        "-Dsuda.db.url=jdbc:h2:file:" + System.getProperty("suda.jar") + "." + port + "/db");
    List<String> options = new ArrayList<>();
    for (String property : properties) {
      String value = property.replace("{port}", Integer.toString(port));
      if (value.startsWith("--")) {
        options.addAll(List.of(value.split(" ", 2)));
      } else if (value.startsWith("-X")) {
        command.add(value);
      } else {
        command.add("-D" + value);
      }
    }
    command.addAll(
        List.of("-jar", System.getProperty("suda.jar"), "--port", Integer.toString(port)));
    command.addAll(options);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output));
    builder.environment().keySet().removeIf(key -> key.matches("(OPENAI|SUDA|CLIENT)_.*"));
    return builder.start();
  }

  /** Of each server's JVM that a test starts; none in a benchmark. */
  static List<String> jvmOptions() {
    return Stream.of(System.getProperty("test.server.options", "").split(" "))
        .filter(option -> !option.isEmpty())
        .toList();
  }

  /** Where the page is. */
  public URI base() {
    return base;
  }

  /** To kill, freeze or end it. */
  public Process process() {
    return process;
  }

  /** The processor time that it has used so far. */
  public Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Kills it, as a crash does. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Ends it, as an operator does. */
  public void stop() {
    process.destroy();
    process.onExit().completeOnTimeout(process, 30, TimeUnit.SECONDS).join();
    process.destroyForcibly();
  }

  @Override
  public void close() {
    stop();
  }

  /** Over a new connection each time: one that was opened too early may never be served. */
  private void awaitServing() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("api/v1/me")).timeout(Duration.ofSeconds(5)).build();
    Object last = "not asked";
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
      try {
        last = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (last.equals(200) || last.equals(401)) {
          return;
        }
      } catch (IOException e) {
        last = e;
      }
      process.waitFor(100, TimeUnit.MILLISECONDS);
    }
    String threads = threads();
    process.destroyForcibly();
    throw new AssertionError("suda.jar does not serve on " + base + ": " + last + threads);
  }

  /** A thread dump, if the JDK can provide one. */
  private String threads() throws Exception {
    if (!process.isAlive()) {
      return ", since it has ended";
    }
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process dump =
        new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "Thread.print")
            .redirectErrorStream(true)
            .start();
    return "\n" + new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
