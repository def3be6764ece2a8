package chat.suda.stream.redis;

import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** A real Redis, which keeps nothing when it is stopped. */
public final class TestRedis implements RedisServers {

  private final int port;
  private RedisProcess server;

  /** Starts it on a free port of the loopback interface. */
  public TestRedis() throws IOException {
    port = RedisProcess.freePort();
    start();
  }

  public int port() {
    return port;
  }

  @Override
  public String setting() {
    return server.url();
  }

  /** Starts it again, on the same port. */
  public void start() throws IOException {
    server = new RedisProcess(port);
  }

  public void stop() {
    server.kill();
  }

  /** For this time it keeps its connections but does not respond. */
  public void freeze(Duration time) throws IOException, InterruptedException {
    server.signal("STOP");
    try {
      Thread.sleep(time.toMillis());
    } finally {
      server.signal("CONT");
    }
  }

  /** Does something over a connection of its own. */
  public void with(Consumer<RedisCommands<String, String>> action) {
    server.with(
        redis -> {
          action.accept(redis);
          return null;
        });
  }

  @Override
  public void close() {
    stop();
  }
}
