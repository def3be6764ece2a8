package chat.suda.stream.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.function.Consumer;
import redis.embedded.RedisServer;

/** A real Redis, which keeps nothing when it is stopped. */
public final class TestRedis implements AutoCloseable {

  private final int port;
  private RedisServer server;

  /** Starts it on a free port of the loopback interface. */
  public TestRedis() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    start();
  }

  public int port() {
    return port;
  }

  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Starts it again, on the same port. */
  public void start() throws IOException {
    server = RedisServer.newRedisServer().bind("127.0.0.1").port(port).setting("save \"\"").build();
    server.start();
  }

  public void stop() throws IOException {
    server.stop();
  }

  /** Does something over a connection of its own. */
  public void with(Consumer<RedisCommands<String, String>> action) {
    RedisClient client = RedisClient.create(url());
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      action.accept(connection.sync());
    } finally {
      client.shutdown();
    }
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
