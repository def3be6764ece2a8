package chat.suda.session;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.config.Settings;
import chat.suda.config.TestSettings;
import chat.suda.limits.SharedCounts;
import chat.suda.stream.ChatEvent;
import chat.suda.stream.EventLog;
import chat.suda.stream.EventLogs;
import chat.suda.stream.MemoryLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What all logs of a node take in memory together. */
class ChannelMemoryTest {

  private static final int MAX = 1_048_576;

  private final ChannelRegistry registry = registry();

  private static ChannelRegistry registry() {
    ChannelRegistry registry = new ChannelRegistry();
    registry.settings = TestSettings.of(Map.of("suda.log.total-bytes", Integer.toString(MAX)));
    Settings.Streams streams = registry.settings.streams();
    EventLog.Bounds bounds =
        new EventLog.Bounds(streams.logEvents(), streams.logBytes(), Duration.ofHours(1));
    registry.logs =
        new EventLogs() {
          @Override
          public EventLog open(String channel) {
            return new MemoryLog(bounds);
          }

          @Override
          public boolean existsElsewhere(String channel) {
            return false;
          }

          @Override
          public CompletionStage<Void> erase(String beginning) {
            return CompletableFuture.completedStage(null);
          }
        };
    registry.counts = SharedCounts.NONE;
    registry.registry = new SimpleMeterRegistry();
    registry.start(Thread::new);
    return registry;
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void theLogsThatNobodyReadsGoFirstTheOldestBeforeTheOthers() {
    Channel.Key held = key(0);
    String heldFirst = append(registry.hold(held), 100_000);
    String[] first = new String[20];
    for (int i = 1; i < 20; i++) {
      Channel channel = registry.hold(key(i));
      first[i] = append(channel, 100_000);
      channel.release();
    }
    registry.boundMemory();
    assertTrue(registry.logBytes() <= MAX, () -> registry.logBytes() + " bytes");
    assertTrue(isKnown(held, heldFirst), "somebody holds it");
    assertFalse(isKnown(key(1), first[1]), "the oldest");
    assertTrue(registry.isOpen(key(1)), "its session is known all the same");
    assertTrue(isKnown(key(19), first[19]), "the newest");
  }

  @Test
  void channelsThatNobodyUsesAreForgottenWhereTheyAreTooMany() {
    for (int i = 0; i < 2 * MAX / 1024; i++) {
      registry.hold(key(i)).release();
    }
    registry.boundMemory();
    assertTrue(registry.logBytes() <= MAX, () -> registry.logBytes() + " bytes");
    assertFalse(registry.isOpen(key(0)));
    assertTrue(registry.isOpen(key(2 * MAX / 1024 - 1)));
  }

  @Test
  void whatIsReadGivesItsOldestEventsLast() {
    Channel channel = registry.hold(key(0));
    String before = append(channel, 3 * MAX);
    String after = channel.log().cursor().toCompletableFuture().join();
    registry.boundMemory();
    assertTrue(registry.logBytes() <= MAX, () -> registry.logBytes() + " bytes");
    assertFalse(isKnown(key(0), before));
    assertTrue(isKnown(key(0), after));
    channel.release();
  }

  @Test
  void whoKeepsUpLosesNothingToThoseWhoDoNotRead() {
    Channel.Key first = key(0);
    Channel keepsUp = registry.hold(first);
    String before = append(keepsUp, 20_000);
    List<Channel> stuck = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      stuck.add(registry.hold(key(i)));
      append(stuck.get(i - 1), MAX / 2);
    }
    registry.boundMemory();
    assertTrue(registry.logBytes() <= MAX, () -> registry.logBytes() + " bytes");
    assertTrue(isKnown(first, before));
    stuck.forEach(channel -> assertTrue(channel.log().heapBytes() > 0));
    stuck.forEach(Channel::release);
    keepsUp.release();
  }

  private static Channel.Key key(int number) {
    return new Channel.Key(null, "session" + number);
  }

  /** Appends events of so many characters together; returns the cursor before them. */
  private static String append(Channel channel, int chars) {
    String cursor = channel.log().cursor().toCompletableFuture().join();
    for (int i = 0; i < chars / 1000; i++) {
      String text = Integer.toString(i).repeat(1000).substring(0, 1000);
      channel.log().append(new ChatEvent.Text("m", "m", i * 1000, text, "model", null));
    }
    return cursor;
  }

  private boolean isKnown(Channel.Key key, String cursor) {
    Channel channel = registry.hold(key);
    try {
      return channel.log().locate(cursor).toCompletableFuture().join().known();
    } finally {
      channel.release();
    }
  }
}
