package chat.suda.stream.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import chat.suda.stream.EventLog;
import chat.suda.stream.EventLogs;
import chat.suda.stream.Ids;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The logs that nodes share through Redis. */
public final class RedisLogs implements EventLogs {

  /** Polls for announcements that were missed. */
  private static final Duration POLL = Duration.ofSeconds(2);

  /** How much longer than its events the keys of a log live. */
  private static final Duration KEPT = Duration.ofMinutes(1);

  private final Redis redis;
  private final EventLog.Bounds bounds;
  private final String sender = Ids.next();
  private final AtomicLong batches = new AtomicLong();
  private final Set<RedisLog> followed = ConcurrentHashMap.newKeySet();

  public RedisLogs(Redis redis, EventLog.Bounds bounds) {
    this.redis = redis;
    this.bounds = bounds;
    redis.every(POLL, () -> followed.forEach(RedisLog::poll));
  }

  @Override
  public EventLog open(String channel) {
    return new RedisLog(channel, this);
  }

  @Override
  public boolean existsElsewhere(String channel) {
    try {
      return Redis.await(redis.exists(RedisLog.key(channel, "log")));
    } catch (CompletionException e) {
      return false;
    }
  }

  /** Keeps the fences, so that a late append is rejected and does not recreate the log. */
  @Override
  public CompletionStage<Void> erase(String beginning) {
    CompletableFuture<Void> erased = new CompletableFuture<>();
    erase(
        RedisLog.PARTS.stream().map(part -> RedisLog.key(beginning + '*', part)).toList(), erased);
    return erased;
  }

  private void erase(List<String> patterns, CompletableFuture<Void> erased) {
    redis
        .delete(patterns)
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                erased.complete(null);
              } else {
                redis.later(() -> erase(patterns, erased), POLL);
              }
            });
  }

  Redis redis() {
    return redis;
  }

  EventLog.Bounds bounds() {
    return bounds;
  }

  /** Identifies this node, in this run of it. */
  public String sender() {
    return sender;
  }

  /** Increases over all logs of this node. */
  long nextBatch() {
    return batches.incrementAndGet();
  }

  /** Time to live of a log's keys after the last use, in ms. */
  byte[] keptMillis() {
    return number(bounds.age().plus(KEPT).toMillis());
  }

  void follow(RedisLog log) {
    followed.add(log);
  }

  void unfollow(RedisLog log) {
    followed.remove(log);
  }

  static byte[] number(long number) {
    return Long.toString(number).getBytes(US_ASCII);
  }
}
