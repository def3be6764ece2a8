package chat.suda.stream.redis;

import chat.suda.Eventually;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** A master, its replica, and a Sentinel that watches them. */
public final class RedisBehindSentinel implements ReplicatedRedis {

  private static final int PATIENCE_SECONDS = 30;
  private static final String NAME = "chat";

  private final RedisPair pair;
  private final RedisProcess sentinel;

  /** Starts them on free ports of the loopback interface. */
  public RedisBehindSentinel() throws IOException {
    RedisProcess master = new RedisProcess(RedisProcess.freePort(), RedisProcess.PROMPT);
    RedisProcess replica =
        new RedisProcess(RedisProcess.freePort(), "--replicaof", "127.0.0.1 " + master.port());
    pair = new RedisPair(master, replica);
    Eventually.holds(PATIENCE_SECONDS, pair::inStep);
    sentinel = RedisProcess.sentinel(RedisProcess.freePort(), NAME, master.port());
    Eventually.holds(PATIENCE_SECONDS, this::knowsTheReplica);
  }

  private boolean knowsTheReplica() {
    RedisClient client = RedisClient.create(RedisURI.create(sentinel.url()));
    try (StatefulRedisSentinelConnection<String, String> connection = client.connectSentinel()) {
      return !connection.sync().replicas(NAME).isEmpty();
    } finally {
      client.shutdown(0, 1, TimeUnit.SECONDS);
    }
  }

  @Override
  public String setting() {
    return "redis-sentinel://127.0.0.1:" + sentinel.port() + "/0#" + NAME;
  }

  @Override
  public void failOver(Runnable unheard) throws Exception {
    pair.killMaster(unheard);
    Eventually.holds(PATIENCE_SECONDS, pair::tookOver);
  }

  @Override
  public boolean loses(String key) {
    return true;
  }

  @Override
  public void close() {
    sentinel.close();
    pair.close();
  }
}
