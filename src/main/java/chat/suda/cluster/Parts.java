package chat.suda.cluster;

import chat.suda.stream.redis.Redis;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The parts in which leases and counts lie: of a single Redis one is enough; on a cluster, more
 * than it has shards as a rule, so that all of them share the work.
 */
final class Parts {

  private static final int OF_CLUSTER = 16;

  private final List<RedisKeys> parts;

  Parts(Redis redis) {
    parts =
        redis.isCluster()
            ? IntStream.range(0, OF_CLUSTER).mapToObj(i -> new RedisKeys("nodes-" + i)).toList()
            : List.of(new RedisKeys("nodes"));
  }

  List<RedisKeys> all() {
    return parts;
  }

  /** The part where what belongs to that name lies; on all nodes the same. */
  RedisKeys of(String name) {
    return parts.get(Math.floorMod(name.hashCode(), parts.size()));
  }
}
