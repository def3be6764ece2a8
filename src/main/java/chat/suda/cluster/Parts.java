package chat.suda.cluster;

import chat.suda.stream.redis.Redis;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The parts into which leases and counts are divided: one on a single Redis; on a cluster more than
 * it usually has shards, so that all of them share the load.
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

  /** The part for that name, the same on all nodes. */
  RedisKeys of(String name) {
    return parts.get(Math.floorMod(name.hashCode(), parts.size()));
  }
}
