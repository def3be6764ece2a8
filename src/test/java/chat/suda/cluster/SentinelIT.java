package chat.suda.cluster;

import chat.suda.stream.redis.RedisBehindSentinel;
import chat.suda.stream.redis.ReplicatedRedis;
import java.io.IOException;

/** The only master is lost. */
class SentinelIT extends FailoverScenario {

  @Override
  ReplicatedRedis start() throws IOException {
    return new RedisBehindSentinel();
  }
}
