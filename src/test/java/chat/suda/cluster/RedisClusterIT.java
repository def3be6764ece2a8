package chat.suda.cluster;

import chat.suda.stream.redis.RedisCluster;
import chat.suda.stream.redis.ReplicatedRedis;
import java.io.IOException;

/** Of three masters one is lost. */
class RedisClusterIT extends FailoverScenario {

  @Override
  ReplicatedRedis start() throws IOException {
    return new RedisCluster();
  }
}
