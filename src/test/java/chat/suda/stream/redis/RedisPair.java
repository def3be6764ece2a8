package chat.suda.stream.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;

/** A master and its replica. */
final class RedisPair implements AutoCloseable {

  private final RedisProcess master;
  private final RedisProcess replica;

  RedisPair(RedisProcess master, RedisProcess replica) {
    this.master = master;
    this.replica = replica;
  }

  RedisProcess master() {
    return master;
  }

  RedisProcess replica() {
    return replica;
  }

  /** The one that is master now. */
  RedisProcess serving() {
    return master.isAlive() ? master : replica;
  }

  boolean inStep() {
    return replica.with(redis -> redis.info("replication")).contains("master_link_status:up");
  }

  boolean tookOver() {
    try {
      return replica.with(RedisCommands::role).get(0).equals("master");
    } catch (RedisException e) {
      // Sentinel is making it close its connections.
      return false;
    }
  }

  /** As {@link ReplicatedRedis#failOver} says. */
  void killMaster(Runnable unheard) throws IOException, InterruptedException {
    replica.signal("STOP");
    unheard.run();
    master.kill();
    replica.signal("CONT");
  }

  @Override
  public void close() {
    master.close();
    replica.close();
  }
}
