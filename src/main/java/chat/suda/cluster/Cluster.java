package chat.suda.cluster;

import chat.suda.config.Settings;
import chat.suda.generation.Leases;
import chat.suda.generation.LocalLeases;
import chat.suda.identity.SignOutChannel;
import chat.suda.limits.SharedCounts;
import chat.suda.stream.EventLog;
import chat.suda.stream.EventLogs;
import chat.suda.stream.MemoryLog;
import chat.suda.stream.redis.Redis;
import chat.suda.stream.redis.RedisLogs;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;

/** One node, or several that share a Redis: as the configuration says. */
@ApplicationScoped
public class Cluster {

  @Inject Settings settings;

  private Redis redis;
  private EventLogs logs;
  private Leases leases;
  private SharedCounts counts;
  private SignOutChannel signOuts;

  @PostConstruct
  void prepare() {
    Settings.Streams streams = settings.streams();
    EventLog.Bounds bounds =
        new EventLog.Bounds(streams.logEvents(), streams.logBytes(), streams.logAge());
    if (settings.redisUrl().isEmpty()) {
      logs = new MemoryLogs(bounds);
      leases = new LocalLeases();
      counts = SharedCounts.NONE;
      signOuts = new LocalSignOuts();
      return;
    }
    redis = new Redis(settings.redisUrl().get());
    RedisLogs shared = new RedisLogs(redis, bounds);
    logs = shared;
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

  /** After everything else that writes. */
  public void close() {
    if (redis != null) {
      redis.close();
    }
  }
}
