package chat.suda.stream.redis;

import chat.suda.Eventually;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A Redis Cluster of three masters, each with a replica. */
public final class RedisCluster implements ReplicatedRedis {

  private static final int PATIENCE_SECONDS = 30;
  private static final int SHARDS = 3;
  private static final int SLOTS = 16_384;
  private static final String[] OPTIONS = {
    "--cluster-enabled", "yes", "--cluster-node-timeout", "1000", "--repl-diskless-sync-delay", "0"
  };

  private final List<RedisPair> shards = new ArrayList<>();

  /** Starts it on free ports of the loopback interface, and waits until it serves. */
  public RedisCluster() throws IOException {
    for (int i = 0; i < SHARDS; i++) {
      shards.add(new RedisPair(server(), server()));
    }
    RedisProcess first = shards.get(0).master();
    for (int i = 0; i < SHARDS; i++) {
      int from = SLOTS * i / SHARDS;
      int to = SLOTS * (i + 1) / SHARDS;
      int epoch = i + 1;
      shards
          .get(i)
          .master()
          .with(
              redis -> {
                redis.clusterSetConfigEpoch(epoch);
                return redis.clusterAddSlots(IntStream.range(from, to).toArray());
              });
    }
    servers().forEach(one -> one.with(redis -> redis.clusterMeet("127.0.0.1", first.port())));
    Eventually.holds(PATIENCE_SECONDS, () -> servers().stream().allMatch(RedisCluster::knowsAll));
    shards.forEach(
        shard -> {
          String master = shard.master().with(RedisCommands::clusterMyId);
          shard.replica().with(redis -> redis.clusterReplicate(master));
        });
    Eventually.holds(PATIENCE_SECONDS, () -> shards.stream().allMatch(RedisPair::inStep));
    Eventually.holds(PATIENCE_SECONDS, () -> servers().stream().allMatch(RedisCluster::serves));
  }

  private static RedisProcess server() throws IOException {
    return new RedisProcess(RedisProcess.freePortOfCluster(), OPTIONS);
  }

  private List<RedisProcess> servers() {
    return shards.stream()
        .flatMap(shard -> List.of(shard.master(), shard.replica()).stream())
        .toList();
  }

  private static boolean knowsAll(RedisProcess server) {
    return server.with(RedisCommands::clusterNodes).lines().count() == 2 * SHARDS;
  }

  private static boolean serves(RedisProcess server) {
    return server.with(RedisCommands::clusterInfo).contains("cluster_state:ok");
  }

  /** All keys that match, on all shards. */
  public List<String> keys(String pattern) {
    return shards.stream()
        .flatMap(shard -> shard.serving().with(r -> r.keys(pattern)).stream())
        .toList();
  }

  @Override
  public String setting() {
    return shards.stream().map(shard -> shard.master().url()).collect(Collectors.joining(","));
  }

  @Override
  public void failOver(Runnable unheard) throws Exception {
    shards.get(0).killMaster(unheard);
    Eventually.holds(
        PATIENCE_SECONDS, () -> shards.get(0).tookOver() && serves(shards.get(1).master()));
  }

  @Override
  public boolean loses(String key) {
    return SlotHash.getSlot(key) < SLOTS / SHARDS;
  }

  @Override
  public void close() {
    shards.forEach(RedisPair::close);
  }
}
