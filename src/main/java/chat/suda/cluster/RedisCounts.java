package chat.suda.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;

import chat.suda.limits.SharedCounts;
import chat.suda.stream.redis.LuaScript;
import chat.suda.stream.redis.Redis;
import java.util.List;
import java.util.concurrent.CompletionException;

/** Counts of each node in Redis; those of a lost node are ignored. */
final class RedisCounts implements SharedCounts {

  private static final LuaScript TAKE = LuaScript.of(RedisCounts.class, "count.lua");
  private static final LuaScript GIVE_BACK = LuaScript.of(RedisCounts.class, "uncount.lua");

  private final Redis redis;
  private final String node;
  private final Parts parts;

  RedisCounts(Redis redis, String node) {
    this.redis = redis;
    this.node = node;
    this.parts = new Parts(redis);
  }

  /** While Redis is unavailable each node counts for itself. */
  @Override
  public boolean take(String what, String user, int most) {
    if (!redis.available()) {
      return true;
    }
    RedisKeys keys = parts.of(user);
    List<byte[]> values = List.of(bytes(node), bytes(Integer.toString(most)), bytes(keys.node("")));
    try {
      Object taken = Redis.await(redis.run(TAKE, List.of(keys.counts(what, user)), values)).get(0);
      return (Long) taken == 1;
    } catch (CompletionException e) {
      return true;
    }
  }

  @Override
  public void giveBack(String what, String user) {
    redis.run(GIVE_BACK, List.of(parts.of(user).counts(what, user)), List.of(bytes(node)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }
}
