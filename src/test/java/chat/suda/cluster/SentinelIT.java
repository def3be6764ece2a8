package chat.suda.cluster;

import chat.suda.container.RestClient;
import chat.suda.stream.redis.RedisBehindSentinel;
import org.junit.jupiter.api.Test;

/** Two nodes whose Redis is wherever Sentinel says. */
class SentinelIT {

  @Test
  void answersAreWholeThoughTheMasterIsLostWithTheLastThatItConfirmed() throws Exception {
    try (RedisBehindSentinel redis = new RedisBehindSentinel();
        TwoNodes nodes = new TwoNodes(node -> redis.setting())) {
      Failover.during(nodes, redis, () -> new RestClient(nodes.base(0)));
    }
  }
}
