package chat.suda.stream.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.Eventually;
import chat.suda.stream.ChatEvent;
import chat.suda.stream.EventLog;
import chat.suda.stream.EventLog.Bounds;
import chat.suda.stream.EventLog.Place;
import chat.suda.stream.Ids;
import chat.suda.stream.TrimmedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes on a Redis Cluster that loses a master. */
class ClusterLogTest {

  private static final Bounds BOUNDS = new Bounds(1000, 1 << 20, Duration.ofMinutes(10));
  private static final int PATIENCE_SECONDS = 30;

  /** So many that each shard has some, except in one of a million cases. */
  private static final int CHANNELS = 40;

  private static RedisCluster cluster;
  private static Redis here;
  private static Redis there;

  @BeforeAll
  static void start() throws Exception {
    cluster = new RedisCluster();
    here = new Redis(cluster.urls());
    there = new Redis(cluster.urls());
    await(() -> here.available() && there.available());
  }

  @AfterAll
  static void stop() {
    here.close();
    there.close();
    cluster.close();
  }

  private static void await(BooleanSupplier condition) {
    Eventually.holds(PATIENCE_SECONDS, condition);
  }

  @Test
  void isHeardWrittenAndErasedOnAllShardsAfterAFailoverToo() throws Exception {
    Map<String, Queue<String>> heard = new ConcurrentHashMap<>();
    List<EventLog> written = new ArrayList<>();
    List<EventLog> read = new ArrayList<>();
    RedisLogs ours = new RedisLogs(here, BOUNDS);
    RedisLogs theirs = new RedisLogs(there, BOUNDS);
    String owner = Ids.next();
    for (int i = 0; i < CHANNELS; i++) {
      String topic = "topic-" + i;
      heard.put(topic, new ConcurrentLinkedQueue<>());
      here.subscribe(topic, new Listener(heard.get(topic)));
      String channel = owner + i;
      written.add(ours.open(channel));
      read.add(theirs.open(channel));
    }
    assertHeard(heard, "before");
    assertRead(written, read);
    cluster.failOver(() -> {});
    assertHeard(heard, "after");
    assertRead(written, read);
    assertTrue(here.available());
    ours.erase(owner).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    for (int i = 0; i < CHANNELS; i++) {
      assertFalse(Redis.await(there.exists(RedisLog.key(owner + i, "events"))));
    }
  }

  private record Listener(Queue<String> heard) implements Redis.Subscriber {

    @Override
    public void published(String message) {
      heard.add(message);
    }

    @Override
    public void subscribed() {
      // Publishing is repeated until it is received.
    }
  }

  private static void assertHeard(Map<String, Queue<String>> heard, String message) {
    heard.forEach(
        (topic, messages) ->
            await(
                () -> {
                  there.publish(topic, message);
                  return messages.contains(message);
                }));
  }

  /** What one node appends the other reads. */
  private static void assertRead(List<EventLog> written, List<EventLog> read) throws Exception {
    for (int i = 0; i < CHANNELS; i++) {
      EventLog log = read.get(i);
      EventLog.Listener listener = heard -> {};
      log.listen(listener);
      Place place = log.locate(null).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      written.get(i).append(new ChatEvent.Deleted("c"));
      await(() -> readable(log, place.position()));
      log.unlisten(listener);
    }
  }

  private static boolean readable(EventLog log, long position) {
    try {
      List<EventLog.Entry> entries = log.read(position, 10);
      assertTrue(entries.size() < 2);
      entries.forEach(entry -> assertEquals(position + 1, entry.position()));
      return !entries.isEmpty();
    } catch (TrimmedException e) {
      throw new AssertionError(e);
    }
  }
}
