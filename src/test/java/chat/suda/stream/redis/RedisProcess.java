package chat.suda.stream.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import redis.embedded.RedisExecProvider;

/** A Redis without persistence for a test, or a Sentinel. */
final class RedisProcess implements AutoCloseable {

  /** Options: a replica need not wait for another one. */
  static final String[] PROMPT = {"--repl-diskless-sync-delay", "0"};

  private static final int BUS = 10_000;
  private static final int PORTS = 65_536;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long PAUSE_NANOS = 5_000_000;

  private final int port;
  private final Process process;

  /**
   * Starts it on that port of the loopback interface, and waits until it listens.
   *
   * @param options as on its command line
   */
  RedisProcess(int port, String... options) throws IOException {
    this(port, command(port, options));
  }

  private RedisProcess(int port, List<String> command) throws IOException {
    this.port = port;
    Path directory = Files.createTempDirectory("redis");
    process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    awaitListening();
  }

  /** Starts a Sentinel that watches the server of that port, and is a majority by itself. */
  static RedisProcess sentinel(int port, String name, int master) throws IOException {
    Path file = Files.createTempFile("sentinel", ".conf");
    Files.writeString(
        file,
        """
        port %1$d
        bind 127.0.0.1
        sentinel monitor %2$s 127.0.0.1 %3$d 1
        sentinel down-after-milliseconds %2$s 1000
        sentinel failover-timeout %2$s 3000
        """
            .formatted(port, name, master));
    return new RedisProcess(port, List.of(executable(), file.toString(), "--sentinel"));
  }

  private static List<String> command(int port, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(executable(), "--port", Integer.toString(port)));
    command.addAll(List.of("--bind", "127.0.0.1", "--save", ""));
    command.addAll(List.of(options));
    return command;
  }

  private static String executable() throws IOException {
    File file = RedisExecProvider.defaultProvider().get();
    return file.getAbsolutePath();
  }

  static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  /** Of a cluster, whose servers talk to each other on another one. */
  static int freePortOfCluster() throws IOException {
    while (true) {
      int port = freePort();
      if (port + BUS < PORTS && isFree(port + BUS)) {
        return port;
      }
    }
  }

  private static boolean isFree(int port) {
    try {
      new ServerSocket(port).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void awaitListening() throws IOException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException e) {
        if (System.nanoTime() > end || !process.isAlive()) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  int port() {
    return port;
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Stops or continues it: {@code STOP} or {@code CONT}. */
  void signal(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  /** Ends it as a crash does. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Does something over a connection of its own. */
  <T> T with(Function<RedisCommands<String, String>, T> action) {
    RedisClient client = RedisClient.create(RedisURI.create(url()));
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      return action.apply(connection.sync());
    } finally {
      client.shutdown(0, 1, TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
