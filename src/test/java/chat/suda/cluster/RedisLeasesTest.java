package chat.suda.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.Eventually;
import chat.suda.generation.AnswerRequest;
import chat.suda.generation.AnswerResult;
import chat.suda.generation.Leases;
import chat.suda.generation.RefusedException;
import chat.suda.provider.Parameters;
import chat.suda.provider.Prompt;
import chat.suda.stream.Ids;
import chat.suda.stream.redis.Redis;
import chat.suda.stream.redis.TestRedis;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes and a real Redis. A node that dies is one whose connection to Redis is closed. */
class RedisLeasesTest {

  private static final int PATIENCE_SECONDS = 15;

  private static TestRedis server;

  private final Node a = new Node();
  private final Node b = new Node();

  @BeforeAll
  static void start() throws IOException {
    server = new TestRedis();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @AfterEach
  void close() {
    a.redis.close();
    b.redis.close();
  }

  private static final class Node implements Leases.Holder {

    final Redis redis = new Redis(server.urls());
    final String name = Ids.next();
    final RedisLeases leases = new RedisLeases(redis, name);
    final RedisCounts counts = new RedisCounts(redis, name);
    final Map<String, String> told = new ConcurrentHashMap<>();
    final BlockingQueue<Leases.Taken> taken = new LinkedBlockingQueue<>();

    Node() {
      await(redis::available);
      leases.serve(this, Runnable::run);
    }

    @Override
    public void stop(String messageId) {
      told.put(messageId, "stop");
    }

    @Override
    public void decided(String messageId, String callId, boolean allow) {
      told.put(messageId + '/' + callId, allow ? "allowed" : "refused");
    }

    @Override
    public void lost(String messageId) {
      told.put(messageId, "lost");
    }

    @Override
    public void forgotten(String messageId) {
      told.put(messageId, "forgotten");
    }

    @Override
    public void takeOver(Leases.Taken answer) {
      taken.add(answer);
    }
  }

  private static void await(BooleanSupplier condition) {
    Eventually.holds(PATIENCE_SECONDS, condition);
  }

  private static AnswerRequest request(String conversation) {
    Prompt prompt =
        new Prompt(
            "model",
            List.of(
                new Prompt.Turn(Prompt.Role.SYSTEM, "Sei kurz.\n\"§\""),
                new Prompt.Turn(Prompt.Role.USER, "안녕 \ud83d\ude00")),
            new Parameters(0.0, 100, null, -1.5, null, null));
    return new AnswerRequest(null, conversation, Ids.next(), prompt, "failed: ", false);
  }

  @Test
  void oneAnswerAPlaceOnAllNodes() throws Exception {
    AnswerRequest first = request(Ids.next());
    long token = a.leases.take(first);
    AnswerRequest second = request(first.conversationId());
    assertEquals(
        RefusedException.Reason.ALREADY_RUNNING,
        assertThrows(RefusedException.class, () -> b.leases.take(second)).reason());
    a.leases.leavePlace(first);
    a.leases.end(first, token, new AnswerResult("complete", 7, null));
    await(() -> taken(b, second));
  }

  private static boolean taken(Node node, AnswerRequest request) {
    try {
      node.leases.take(request);
      return true;
    } catch (RefusedException e) {
      return false;
    }
  }

  @Test
  void ofManyThatBeginAtOnceOneMay() throws Exception {
    for (int round = 0; round < 500; round++) {
      String place = Ids.next();
      AtomicInteger begun = new AtomicInteger();
      CyclicBarrier together = new CyclicBarrier(2);
      List<Thread> racers = new ArrayList<>();
      for (Node node : List.of(a, b)) {
        Thread racer =
            new Thread(
                () -> {
                  try {
                    together.await();
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                  AnswerRequest mine = request(place);
                  if (taken(node, mine)) {
                    begun.incrementAndGet();
                    node.leases.drop(mine);
                  }
                });
        racer.start();
        racers.add(racer);
      }
      for (Thread racer : racers) {
        racer.join();
      }
      assertEquals(1, begun.get());
    }
  }

  @Test
  void anotherNodeTakesOverWhatALostOneWrote() throws Exception {
    AnswerRequest request = request(Ids.next());
    long token = a.leases.take(request);
    a.redis.close();
    Leases.Taken taken = taken(request);
    assertEquals(request, taken.request());
    assertTrue(taken.token() > token);
    assertEquals(2, taken.tries());
    assertFalse(taken.stopped());
  }

  @Test
  void renewsForAsLongAsItLives() throws Exception {
    AnswerRequest kept = request(Ids.next());
    AnswerRequest left = request(Ids.next());
    a.leases.take(kept);
    a.leases.take(left);
    a.leases.drop(left);
    taken(left);
    assertTrue(b.leases.find(kept.messageId()).isPresent());
    assertTrue(a.told.isEmpty());
  }

  @Test
  void handsOverAtOnceToAnotherNodeAndThatCountsAsNoTry() throws Exception {
    int answers = 200;
    List<AnswerRequest> requests = new ArrayList<>();
    for (int i = 0; i < answers; i++) {
      AnswerRequest request = request(Ids.next());
      a.leases.take(request);
      requests.add(request);
    }
    requests.forEach(request -> a.leases.handOver(request, 1));
    await(() -> b.taken.size() == answers);
    assertTrue(a.taken.isEmpty(), "who leaves takes nothing");
    for (Leases.Taken one : b.taken) {
      assertEquals(1, one.tries(), "no lease ran out");
      assertEquals(2, one.token());
    }
  }

  @Test
  void noLeaseRunsOutWhileRedisIsAwayForAll() throws Exception {
    AnswerRequest request = request(Ids.next());
    a.leases.take(request);
    server.freeze(Duration.ofSeconds(6));
    await(() -> isRenewed(request));
    assertTrue(a.told.isEmpty(), () -> "" + a.told);
    assertTrue(a.taken.isEmpty() && b.taken.isEmpty());
    // Who is lost is replaced all the same.
    a.redis.close();
    assertEquals(2, taken(request).tries());
  }

  @Test
  void aTakeoverThatNobodyHeardOfCountsAsNoTry() throws Exception {
    AnswerRequest request = request(Ids.next());
    a.leases.take(request);
    a.redis.close();
    String key = "suda:{nodes}:answer:" + request.messageId();
    assertEquals(2, taken(request).tries());
    // As if the reply had been lost: the node holds nothing, and so renews nothing.
    b.leases.drop(request);
    server.with(redis -> redis.hset(key, "unconfirmed", "1"));
    assertEquals(2, taken(request).tries());
  }

  /** Whether its lease is still valid for a while. */
  private static boolean isRenewed(AnswerRequest request) {
    AtomicLong ends = new AtomicLong();
    server.with(
        redis -> {
          Double score = redis.zscore("suda:{nodes}:running", request.messageId());
          ends.set(score == null ? 0 : score.longValue());
        });
    return ends.get() > System.currentTimeMillis() + 2_000;
  }

  /** A node may take over an answer that it has released itself. */
  private Leases.Taken taken(AnswerRequest request) {
    List<Leases.Taken> found = new ArrayList<>();
    await(
        () -> {
          a.taken.drainTo(found);
          b.taken.drainTo(found);
          return found.stream().anyMatch(one -> one.request().equals(request));
        });
    return found.stream().filter(one -> one.request().equals(request)).findFirst().orElseThrow();
  }

  @Test
  void theNewerWriterPrevailsOverOneThatWakesWhenRedisWasEmptied() throws Exception {
    AnswerRequest request = request(Ids.next());
    a.leases.handOver(request, a.leases.take(request));
    await(() -> b.taken.stream().anyMatch(one -> one.request().equals(request)));
    server.with(RedisCommands::flushall);
    Node older = new Node();
    try {
      // With the token that the first writer had; maybe before the newer one comes, maybe after it.
      older.leases.take(request);
      await(() -> "lost".equals(older.told.get(request.messageId())));
    } catch (RefusedException e) {
      assertEquals(RefusedException.Reason.ALREADY_RUNNING, e.reason());
    } finally {
      older.redis.close();
    }
    await(() -> "forgotten".equals(b.told.get(request.messageId())));
  }

  @Test
  void tellsWhoWasFrozenThatTheAnswerIsAnothers() throws Exception {
    AnswerRequest request = request(Ids.next());
    long token = a.leases.take(request);
    // As if its lease had expired without this node noticing.
    server.with(redis -> redis.hincrby("suda:{nodes}:answer:" + request.messageId(), "token", 1));
    await(() -> "lost".equals(a.told.get(request.messageId())));
    a.leases.end(request, token, new AnswerResult("complete", 1, null));
    assertTrue(a.leases.find(request.messageId()).isPresent());
  }

  @Test
  void stopsOnAnyNodeAndTellsHowItEnded() throws Exception {
    AnswerRequest request = request(Ids.next());
    long token = a.leases.take(request);
    Leases.Remote remote = b.leases.find(request.messageId()).orElseThrow();
    assertEquals(new Leases.Remote(request.messageId(), null, false), remote);
    var ended = b.leases.stop(remote).toCompletableFuture();
    await(() -> "stop".equals(a.told.get(request.messageId())));
    assertFalse(ended.isDone());
    a.leases.end(request, token, new AnswerResult("stopped", 42, null));
    assertEquals(
        new AnswerResult("stopped", 42, null), ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    var again = b.leases.stop(remote).toCompletableFuture();
    assertEquals(42, again.get(PATIENCE_SECONDS, TimeUnit.SECONDS).length());
  }

  @Test
  void aCallIsDecidedOnceOnAllNodes() throws Exception {
    AnswerRequest request = request(Ids.next());
    String id = request.messageId();
    assertEquals(Optional.empty(), b.leases.decide(id, "c1", true));
    long token = a.leases.take(request);
    assertEquals(Optional.of(true), b.leases.decide(id, "c1", true));
    assertEquals(Optional.of(false), a.leases.decide(id, "c1", false));
    assertEquals(Optional.of(true), a.leases.decide(id, "1", false));
    assertEquals(Optional.of(false), b.leases.decide(id, "1", true));
    Map<String, String> decided = Map.of(id + "/c1", "allowed", id + "/1", "refused");
    await(() -> a.told.equals(decided));
    a.leases.end(request, token, new AnswerResult("complete", 7, null));
    await(() -> b.leases.decide(id, "c2", true).isEmpty());
    assertTrue(b.told.isEmpty());
  }

  @Test
  void aDecisionThatWasNotHeardIsToldWithTheNextRenewal() throws Exception {
    AnswerRequest request = request(Ids.next());
    a.leases.take(request);
    String key = "suda:{nodes}:answer:" + request.messageId();
    server.with(redis -> redis.hset(key, "decided", "c1=1 c2=0 "));
    String id = request.messageId();
    await(() -> a.told.equals(Map.of(id + "/c1", "allowed", id + "/c2", "refused")));
  }

  @Test
  void knowsWhichAnswersNobodyWrites() throws Exception {
    AnswerRequest request = request(Ids.next());
    long token = a.leases.take(request);
    List<String> both = List.of(request.messageId(), "nowhere");
    assertEquals(List.of("nowhere"), b.leases.unknown(both));
    a.leases.end(request, token, new AnswerResult("failed", 42, null));
    await(() -> b.leases.unknown(both).equals(both));
  }

  @Test
  void goesOnWhenRedisIsEmptied() throws Exception {
    AnswerRequest request = request(Ids.next());
    a.leases.take(request);
    server.with(RedisCommands::flushall);
    await(() -> b.leases.find(request.messageId()).isPresent());
    assertThrows(RefusedException.class, () -> b.leases.take(request(request.conversationId())));
    await(() -> Map.of(request.messageId(), "forgotten").equals(a.told));
  }

  @Test
  void countsWhatAUserHasOnAllNodesThatLive() {
    String user = Ids.next();
    await(() -> a.counts.take("x", user, 3) && b.counts.take("x", user, 3));
    while (a.counts.take("x", user, 3)) {
      // Until there are three.
    }
    assertFalse(b.counts.take("x", user, 3));
    b.counts.giveBack("x", user);
    await(() -> b.counts.take("x", user, 3));
    assertFalse(a.counts.take("x", user, 3));
    a.redis.close();
    await(() -> b.counts.take("x", user, 3));
  }
}
