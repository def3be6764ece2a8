package chat.suda.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.Eventually;
import chat.suda.container.EventStreamClient;
import chat.suda.container.RestClient;
import chat.suda.stream.redis.ReplicatedRedis;
import chat.suda.upstream.Request;
import chat.suda.upstream.UpstreamScript;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The loss of a Redis master, as users of two nodes see it. */
abstract class FailoverScenario {

  private static final int READERS = 20;
  private static final int ASKERS = 4;
  private static final int PATIENCE_SECONDS = 120;

  /** Some 30 seconds: the loss and what follows it take place within. */
  private static final int LONG = 1500;

  private static final int SHORT = 20;
  private static final long PAUSE_MILLIS = 20;
  private static final String LONG_QUESTION = "a long one";

  /** Time during which the master confirms what its replica never receives. */
  private static final long UNHEARD_NANOS = 500_000_000;

  abstract ReplicatedRedis start() throws IOException;

  /** Somebody whose long answer is followed, each from another node. */
  private record Reader(String id, RestClient user, ReconnectingClient follower) {}

  @Test
  void answersGoOnAndWhatIsLostIsTold() throws Exception {
    try (ReplicatedRedis redis = start();
        TwoNodes nodes = new TwoNodes(node -> redis.setting())) {
      nodes.upstream().onRequest(FailoverScenario::script);
      Map<String, LongAdder> statuses = new ConcurrentSkipListMap<>();
      List<BalancedClient> askers = new ArrayList<>();
      List<Reader> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        readers.add(reader(nodes, i));
      }
      for (int i = 0; i < ASKERS; i++) {
        askers.add(new BalancedClient(nodes.balancer(), statuses));
      }
      Eventually.holds(
          PATIENCE_SECONDS, () -> readers.stream().allMatch(one -> one.follower().length() > 0));
      redis.failOver(() -> LockSupport.parkNanos(UNHEARD_NANOS));
      for (Reader one : readers) {
        assertWhole(one, redis);
      }
      askers.forEach(BalancedClient::finish);
      for (BalancedClient one : askers) {
        assertTrue(one.isFinished(PATIENCE_SECONDS), statuses::toString);
        assertTrue(one.answers(TwoNodes.text(SHORT)) > 0);
        one.close();
      }
      assertTrue(statuses.keySet().stream().allMatch(BalancedClient::mayBe), statuses::toString);
      assertBothNodesAreOne(nodes);
    }
  }

  private static UpstreamScript script(Request request) {
    boolean isLong = request.body().contains(LONG_QUESTION);
    return TwoNodes.script(request, isLong ? LONG : SHORT, PAUSE_MILLIS);
  }

  private static Reader reader(TwoNodes nodes, int number) {
    RestClient user = new RestClient(nodes.base(number % 2));
    String conversation = user.create("{}");
    String id = user.json(200, "GET", "me", null).getJsonObject("user").getString("id");
    user.say(conversation, LONG_QUESTION);
    return new Reader(
        id, user, new ReconnectingClient(nodes::base, number / 2 % 2, user, conversation));
  }

  /** All of it, each piece once and in its place; and whose log was lost was told so. */
  private static void assertWhole(Reader one, ReplicatedRedis redis) throws Exception {
    ReconnectingClient follower = one.follower();
    assertTrue(follower.awaitEnd(PATIENCE_SECONDS), follower::toString);
    assertEquals(TwoNodes.text(LONG), follower.text(), follower::toString);
    assertEquals(0, follower.lost + follower.doubled, follower::toString);
    assertEquals(redis.loses("{" + one.id() + "/}"), follower.resets > 0, follower::toString);
    follower.close();
  }

  private static void assertBothNodesAreOne(TwoNodes nodes) throws Exception {
    RestClient a = new RestClient(nodes.base(0));
    RestClient b = a.at(nodes.base(1));
    for (RestClient node : List.of(a, b)) {
      assertEquals(200, node.call("GET", "../../health/ready", null).statusCode());
      RestClient other = node == a ? b : a;
      try (EventStreamClient there = other.events()) {
        there.next("ready");
        JsonObject said = node.say(node.create("{}"), LONG_QUESTION);
        there.next("text");
        String answer = said.getJsonObject("assistantMessage").getString("id");
        JsonObject stopped = other.json(200, "POST", "messages/" + answer + "/stop", null);
        assertEquals("stopped", stopped.getString("state"));
        assertEquals("stopped", there.next("done").data().getString("finishReason"));
      }
    }
  }
}
