package chat.suda.cluster;

import chat.suda.container.RestClient;
import chat.suda.stream.redis.RedisBehindSentinel;
import chat.suda.stream.redis.RedisCluster;
import chat.suda.stream.redis.ReplicatedRedis;
import chat.suda.stream.redis.TestRedis;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Causes every fault that two nodes must survive, while clients follow answers, and prints what the
 * clients saw. Run by {@code exec:exec@chaos}.
 */
public final class ChaosRun {

  private static final int CLIENTS = 50;
  private static final int PATIENCE_SECONDS = 120;

  /** The faults of two nodes with one Redis, in their order. */
  private static final List<String> ONE_REDIS =
      List.of(
          "none",
          "kill -9 of a node",
          "SIGSTOP for 20 s",
          "Redis restarted, empty",
          "FLUSHALL",
          "node cut off Redis for 10 s",
          "its network swallows all for 10 s",
          "rolling restart");

  private final TwoNodes nodes;
  private final String only;

  private ChaosRun(TwoNodes nodes, String only) {
    this.nodes = nodes;
    this.only = only;
  }

  private interface Fault {
    void happen() throws Exception;
  }

  /**
   * Runs all faults, for some minutes, or those whose names contain the argument; ends with status
   * 1 if anything was lost or duplicated.
   */
  public static void main(String[] args) throws Exception {
    String only = args.length > 0 ? args[0] : "";
    System.out.println(
        "| fault | clients | whole answers | lost | doubled | restarted | reset"
            + " | longest silence, s |\n| --- | --- | --- | --- | --- | --- | --- | --- |");
    boolean whole = oneRedis(only);
    try (RedisBehindSentinel redis = new RedisBehindSentinel()) {
      whole &= failover("Sentinel, master killed", redis, only);
    }
    try (RedisCluster redis = new RedisCluster()) {
      whole &= failover("Redis Cluster, master killed", redis, only);
    }
    whole &= behindNginx("rolling restart behind nginx", only);
    System.exit(whole ? 0 : 1);
  }

  /** Restarts both nodes under load, and prints every status that a client saw. */
  private static boolean behindNginx(String name, String only) throws Exception {
    if (!name.contains(only)) {
      return true;
    }
    Map<String, LongAdder> statuses = new ConcurrentSkipListMap<>();
    try (TestRedis redis = new TestRedis();
        TwoNodes nodes = new TwoNodes(node -> redis.setting());
        Nginx nginx = new Nginx(nodes.base(0), nodes.base(1))) {
      nodes.answer(100, 100);
      List<BalancedClient> clients =
          IntStream.range(0, CLIENTS)
              .mapToObj(i -> new BalancedClient(nginx.base(), statuses))
              .toList();
      TimeUnit.SECONDS.sleep(3);
      for (int node = 0; node < 2; node++) {
        nodes.end(node);
        nodes.startAgain(node);
        TimeUnit.SECONDS.sleep(3);
      }
      boolean whole = true;
      int answers = 0;
      clients.forEach(BalancedClient::finish);
      for (BalancedClient client : clients) {
        whole &= client.isFinished(PATIENCE_SECONDS);
        int its = client.answers(TwoNodes.text(100));
        whole &= its >= 0;
        answers += its;
        client.close();
      }
      System.out.println(name + ": " + answers + " answers, " + statuses);
      return whole && statuses.keySet().stream().allMatch(BalancedClient::mayBe);
    }
  }

  private static boolean oneRedis(String only) throws Exception {
    if (ONE_REDIS.stream().noneMatch(name -> name.contains(only))) {
      return true;
    }
    boolean whole = true;
    try (TestRedis redis = new TestRedis();
        TcpProxy cable = new TcpProxy(redis.port());
        TwoNodes nodes =
            new TwoNodes(
                node -> "redis://127.0.0.1:" + (node == 0 ? cable.port() : redis.port()))) {
      ChaosRun run = new ChaosRun(nodes, only);
      Iterator<String> names = ONE_REDIS.iterator();
      whole &= run.during(names.next(), 600, () -> {});
      whole &= run.during(names.next(), 600, run::kill);
      whole &= run.during(names.next(), 1500, run::freeze);
      whole &= run.during(names.next(), 1000, () -> restart(redis));
      whole &= run.during(names.next(), 1000, () -> redis.with(RedisCommands::flushall));
      whole &= run.during(names.next(), 1200, () -> broken(cable, cable::cut));
      whole &= run.during(names.next(), 1200, () -> broken(cable, cable::silence));
      whole &= run.during(names.next(), 2500, run::roll);
    }
    return whole;
  }

  /** The master confirms writes for half a second that its replica never receives. */
  private static boolean failover(String name, ReplicatedRedis redis, String only)
      throws Exception {
    if (!name.contains(only)) {
      return true;
    }
    try (TwoNodes nodes = new TwoNodes(node -> redis.setting())) {
      ChaosRun run = new ChaosRun(nodes, only);
      return run.during(name, 1200, () -> redis.failOver(() -> LockSupport.parkNanos(500_000_000)));
    }
  }

  private void kill() throws Exception {
    nodes.kill(0);
    TimeUnit.SECONDS.sleep(10);
    nodes.start(0);
  }

  private void freeze() throws Exception {
    nodes.signal(0, "STOP");
    TimeUnit.SECONDS.sleep(20);
    nodes.signal(0, "CONT");
  }

  private static void restart(TestRedis redis) throws Exception {
    redis.stop();
    TimeUnit.SECONDS.sleep(2);
    redis.start();
  }

  private static void broken(TcpProxy cable, Runnable fault) throws Exception {
    fault.run();
    TimeUnit.SECONDS.sleep(10);
    cable.mend();
  }

  private void roll() throws Exception {
    for (int node = 0; node < 2; node++) {
      nodes.end(node);
      nodes.start(node);
    }
  }

  /** Returns whether every client got every answer whole, once. */
  private boolean during(String name, int tokens, Fault fault) throws Exception {
    if (!name.contains(only)) {
      return true;
    }
    nodes.answer(tokens, 20);
    List<ReconnectingClient> followers =
        IntStream.range(0, CLIENTS).parallel().mapToObj(this::follower).toList();
    TimeUnit.SECONDS.sleep(1);
    fault.happen();
    int answers = 0;
    int lost = 0;
    int doubled = 0;
    int restarts = 0;
    int resets = 0;
    double silence = 0;
    String expected = TwoNodes.text(tokens);
    for (ReconnectingClient one : followers) {
      boolean whole =
          one.awaitEnd(PATIENCE_SECONDS) && one.text().equals(expected) && one.ends == 1;
      if (!whole) {
        System.err.println(name + ": " + one);
      }
      answers += whole ? 1 : 0;
      lost += one.lost;
      doubled += one.doubled;
      restarts += one.restarts;
      resets += one.resets;
      silence = Math.max(silence, one.longestSilence());
      one.close();
    }
    System.out.printf(
        "| %s | %d | %d | %d | %d | %d | %d | %.1f |%n",
        name, CLIENTS, answers, lost, doubled, restarts, resets, silence);
    return answers == CLIENTS && lost + doubled == 0;
  }

  private ReconnectingClient follower(int number) {
    RestClient user = new RestClient(nodes.base(number % 2));
    String conversation = user.create("{}");
    user.say(conversation, "count");
    return new ReconnectingClient(nodes::base, number / 2 % 2, user, conversation);
  }
}
