package chat.suda.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import chat.suda.config.Settings;
import chat.suda.generation.Leases;
import chat.suda.generation.LocalLeases;
import chat.suda.identity.SignOutChannel;
import chat.suda.limits.SharedCounts;
import chat.suda.stream.EventLog;
import chat.suda.stream.EventLogs;
import chat.suda.stream.MemoryLog;
import chat.suda.stream.redis.LuaScript;
import chat.suda.stream.redis.Redis;
import chat.suda.stream.redis.RedisLogs;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** The shared services of the nodes: local ones for a single node, else backed by Redis. */
@ApplicationScoped
public class Cluster {

  @Inject Settings settings;

  private static final LuaScript FIGURES = LuaScript.of(Cluster.class, "figures.lua");

  private Redis redis;
  private String node = "local";
  private EventLogs logs;
  private Leases leases;
  private SharedCounts counts;
  private SignOutChannel signOuts;

  @PostConstruct
  void prepare() {
    Settings.Streams streams = settings.streams();
    EventLog.Bounds bounds =
        new EventLog.Bounds(streams.logEvents(), streams.logBytes(), streams.logAge());
    if (settings.redisUrls().isEmpty()) {
      logs = new MemoryLogs(bounds);
      leases = new LocalLeases();
      counts = SharedCounts.NONE;
      signOuts = new LocalSignOuts();
      return;
    }
    redis = new Redis(settings.redisUrls());
    RedisLogs shared = new RedisLogs(redis, bounds);
    logs = shared;
    node = shared.sender();
    leases = new RedisLeases(redis, shared.sender());
    counts = new RedisCounts(redis, shared.sender());
    signOuts = new RedisSignOuts(redis);
  }

  private record MemoryLogs(EventLog.Bounds bounds) implements EventLogs {

    @Override
    public EventLog open(String channel) {
      return new MemoryLog(bounds);
    }

    @Override
    public boolean existsElsewhere(String channel) {
      return false;
    }

    @Override
    public CompletionStage<Void> erase(String beginning) {
      return CompletableFuture.completedStage(null);
    }
  }

  /** The name of this node. */
  public String node() {
    return node;
  }

  /**
   * Publishes this node's figures and returns those of all nodes.
   *
   * @param figures a JSON object
   * @return the figures of all nodes, including this one
   */
  public List<String> exchange(String figures) {
    if (redis == null || !redis.available()) {
      return List.of(figures);
    }
    try {
      List<byte[]> values = List.of(node.getBytes(UTF_8), figures.getBytes(UTF_8));
      return Redis.await(redis.run(FIGURES, List.of(RedisKeys.FIGURES), values)).stream()
          .map(one -> new String((byte[]) one, UTF_8))
          .toList();
    } catch (CompletionException e) {
      return List.of(figures);
    }
  }

  @Produces
  EventLogs logs() {
    return logs;
  }

  @Produces
  Leases leases() {
    return leases;
  }

  @Produces
  SharedCounts counts() {
    return counts;
  }

  @Produces
  SignOutChannel signOuts() {
    return signOuts;
  }

  /** To be called after everything else that writes. */
  public void close() {
    if (redis != null) {
      redis.close();
    }
  }
}
