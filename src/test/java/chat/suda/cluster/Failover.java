package chat.suda.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.Eventually;
import chat.suda.container.RestClient;
import chat.suda.stream.redis.ReplicatedRedis;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The loss of a master of Redis in the middle of answers, as those see it who read them. */
final class Failover {

  private static final int PATIENCE_SECONDS = 60;
  private static final int CLIENTS = 20;
  private static final int TOKENS = 400;

  private Failover() {}

  /**
   * @param users makes a new one
   */
  static void during(TwoNodes nodes, ReplicatedRedis redis, Supplier<RestClient> users)
      throws Exception {
    nodes.answer(TOKENS, 20);
    List<ReconnectingClient> readers =
        IntStream.range(0, CLIENTS).mapToObj(i -> reader(nodes, users.get(), i)).toList();
    redis.failOver(
        () -> {
          List<Integer> lengths = readers.stream().map(ReconnectingClient::length).toList();
          Eventually.holds(
              PATIENCE_SECONDS,
              () ->
                  IntStream.range(0, CLIENTS)
                      .allMatch(i -> readers.get(i).length() > lengths.get(i)));
        });
    for (ReconnectingClient reader : readers) {
      assertTrue(reader.awaitEnd(PATIENCE_SECONDS), reader::toString);
      assertEquals(TwoNodes.text(TOKENS), reader.text(), reader::toString);
      assertEquals(0, reader.lost + reader.doubled, reader::toString);
      assertEquals(1, reader.ends, reader::toString);
      reader.close();
    }
    assertTrue(readers.stream().anyMatch(reader -> reader.resets > 0), "what was lost is told");
  }

  private static ReconnectingClient reader(TwoNodes nodes, RestClient user, int number) {
    RestClient writer = user.at(nodes.base(number % 2));
    String conversation = writer.create("{}");
    writer.say(conversation, "count");
    return new ReconnectingClient(nodes::base, number / 2 % 2, user, conversation);
  }
}
