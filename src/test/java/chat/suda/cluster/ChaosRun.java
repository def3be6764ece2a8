package chat.suda.cluster;

import chat.suda.container.RestClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Breaks two nodes in every way that they must survive, while clients follow answers, and prints
 * what the clients saw. Run by {@code exec:exec@chaos}.
 */
public final class ChaosRun {

  private static final int CLIENTS = 50;
  private static final int PATIENCE_SECONDS = 120;

  private final TwoNodes nodes;
  private final String only;

  private ChaosRun(TwoNodes nodes, String only) {
    this.nodes = nodes;
    this.only = only;
  }

  private interface Fault {
    void happen(TwoNodes nodes) throws Exception;
  }

  /**
   * Runs everything, some minutes, or the faults whose names contain the argument; ends with status
   * 1 where anything was lost or doubled.
   */
  public static void main(String[] args) throws Exception {
    boolean whole = true;
    try (TwoNodes nodes = new TwoNodes()) {
      ChaosRun run = new ChaosRun(nodes, args.length > 0 ? args[0] : "");
      System.out.println(
          "| fault | clients | whole answers | lost | doubled | restarted | reset"
              + " | longest silence, s |\n| --- | --- | --- | --- | --- | --- | --- | --- |");
      whole &= run.during("none", 600, all -> {});
      whole &= run.during("kill -9 of a node", 600, ChaosRun::kill);
      whole &= run.during("SIGSTOP for 20 s", 1500, ChaosRun::freeze);
      whole &= run.during("Redis restarted, empty", 1000, ChaosRun::restartRedis);
      whole &= run.during("FLUSHALL", 1000, all -> all.redis().with(RedisCommands::flushall));
      whole &= run.during("node cut off Redis for 10 s", 1200, ChaosRun::partition);
      whole &= run.during("its network swallows all for 10 s", 1200, ChaosRun::swallow);
      whole &= run.during("rolling restart", 2500, ChaosRun::roll);
    }
    System.exit(whole ? 0 : 1);
  }

  private static void kill(TwoNodes nodes) throws Exception {
    nodes.kill(0);
    TimeUnit.SECONDS.sleep(10);
    nodes.start(0);
  }

  private static void freeze(TwoNodes nodes) throws Exception {
    nodes.signal(0, "STOP");
    TimeUnit.SECONDS.sleep(20);
    nodes.signal(0, "CONT");
  }

  private static void restartRedis(TwoNodes nodes) throws Exception {
    nodes.redis().stop();
    TimeUnit.SECONDS.sleep(2);
    nodes.redis().start();
  }

  private static void partition(TwoNodes nodes) throws Exception {
    nodes.cable().cut();
    TimeUnit.SECONDS.sleep(10);
    nodes.cable().mend();
  }

  private static void swallow(TwoNodes nodes) throws Exception {
    nodes.cable().silence();
    TimeUnit.SECONDS.sleep(10);
    nodes.cable().mend();
  }

  private static void roll(TwoNodes nodes) throws Exception {
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
    fault.happen(nodes);
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
