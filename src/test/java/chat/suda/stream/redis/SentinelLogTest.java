package chat.suda.stream.redis;

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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A master is lost with the writes that it confirmed last. */
class SentinelLogTest {

  private static final Bounds BOUNDS = new Bounds(1000, 1 << 20, Duration.ofMinutes(10));
  private static final int PATIENCE_SECONDS = 30;

  @Test
  void readersAreToldToResetAndNoCursorOfWhatIsLostIsKnown() throws Exception {
    try (RedisBehindSentinel servers = new RedisBehindSentinel();
        Redis redis = new Redis(servers.urls())) {
      Eventually.holds(PATIENCE_SECONDS, redis::available);
      EventLog log = new RedisLogs(redis, BOUNDS).open(Ids.next());
      log.listen(listeners -> {});
      Place place = now(log.locate(null));
      String[] lost = new String[1];
      servers.failOver(
          () -> {
            log.append(new ChatEvent.Deleted("lost"));
            lost[0] = now(log.cursor());
          });
      log.append(new ChatEvent.Deleted("after"));
      String kept = now(log.cursor());
      Eventually.holds(PATIENCE_SECONDS, () -> isBehind(log, place));
      assertFalse(now(log.locate(lost[0])).known());
      assertTrue(now(log.locate(kept)).known());
    }
  }

  private static boolean isBehind(EventLog log, Place place) {
    try {
      log.read(place.position(), 10);
      return false;
    } catch (TrimmedException e) {
      return true;
    }
  }

  private static <T> T now(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }
}
