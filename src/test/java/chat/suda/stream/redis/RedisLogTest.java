package chat.suda.stream.redis;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.Eventually;
import chat.suda.stream.ChatEvent;
import chat.suda.stream.EventLog;
import chat.suda.stream.EventLog.Bounds;
import chat.suda.stream.EventLog.Entry;
import chat.suda.stream.EventLog.Place;
import chat.suda.stream.Ids;
import chat.suda.stream.TrimmedException;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The log as two nodes see it, with a real Redis. */
class RedisLogTest {

  private static final Bounds BOUNDS = new Bounds(1000, 1 << 20, Duration.ofMinutes(10));
  private static final int PATIENCE_SECONDS = 10;

  private static TestRedis server;
  private static Redis redisA;
  private static Redis redisB;
  private static RedisLogs nodeA;
  private static RedisLogs nodeB;

  private final String channel = Ids.next();
  private final EventLog a = nodeA.open(channel);
  private final EventLog b = nodeB.open(channel);

  @BeforeAll
  static void start() throws IOException {
    server = new TestRedis();
    redisA = new Redis(server.urls());
    redisB = new Redis(server.urls());
    nodeA = new RedisLogs(redisA, BOUNDS);
    nodeB = new RedisLogs(redisB, BOUNDS);
    await(() -> redisA.available() && redisB.available());
  }

  @AfterAll
  static void stop() throws IOException {
    redisA.close();
    redisB.close();
    server.close();
  }

  /** A reader of a log, as a connection is. */
  private static final class Reader {

    private final EventLog log;
    private final List<Entry> read = new ArrayList<>();
    private final AtomicInteger told = new AtomicInteger();
    private final Place place;
    private long position;

    Reader(EventLog log, String cursor) {
      this.log = log;
      log.listen(listeners -> told.incrementAndGet());
      place = now(log.locate(cursor));
      position = place.position();
    }

    void readOn() throws TrimmedException {
      List<Entry> entries = log.read(position, 100);
      for (Entry entry : entries) {
        assertEquals(position + 1, entry.position());
        position = entry.position();
        read.add(entry);
      }
    }

    void await(int events) {
      RedisLogTest.await(
          () -> {
            assertDoesNotThrow(this::readOn);
            return read.size() >= events;
          });
      assertEquals(events, read.size());
    }

    String text() {
      StringBuilder text = new StringBuilder();
      read.forEach(entry -> text.append(content(entry)));
      return text.toString();
    }

    String id(int index) {
      return read.get(index).frame().id();
    }
  }

  private static String content(Entry entry) {
    return entry.frame().data().replaceAll(".*\"content\":\"([^\"]*)\".*", "$1");
  }

  private static <T> T now(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  private static void await(BooleanSupplier condition) {
    Eventually.holds(PATIENCE_SECONDS, condition);
  }

  private static ChatEvent text(int offset, String content) {
    return new ChatEvent.Text("c", "m", offset, content, "model", null);
  }

  private static void append(EventLog.Writer writer, int from, int to) {
    for (int i = from; i < to; i++) {
      writer.append(text(i, String.valueOf((char) ('a' + i % 26))));
    }
  }

  private static String letters(int from, int to) {
    StringBuilder letters = new StringBuilder();
    for (int i = from; i < to; i++) {
      letters.append((char) ('a' + i % 26));
    }
    return letters.toString();
  }

  @Test
  void bothNodesReadWhatOneAppendsInTheSameOrderWithTheSameIds() {
    Reader here = new Reader(a, null);
    Reader there = new Reader(b, null);
    EventLog.Writer writer = a.writer("m", 1, () -> {});
    append(writer, 0, 700);
    here.await(700);
    there.await(700);
    assertEquals(letters(0, 700), here.text());
    assertEquals(letters(0, 700), there.text());
    for (int i = 0; i < 700; i++) {
      assertEquals(here.id(i), there.id(i));
    }
  }

  @Test
  void twoNodesThatAppendAtOnceGetOneOrder() {
    Reader here = new Reader(a, null);
    Reader there = new Reader(b, null);
    for (int i = 0; i < 500; i++) {
      a.append(new ChatEvent.Deleted("a" + i));
      b.append(new ChatEvent.Deleted("b" + i));
    }
    here.await(1000);
    there.await(1000);
    for (int i = 0; i < 1000; i++) {
      assertEquals(here.read.get(i).frame().toString(), there.read.get(i).frame().toString());
    }
  }

  @Test
  void resumesOnAnotherNodeAfterAnyId() {
    Reader here = new Reader(a, null);
    append(a.writer("m", 1, () -> {}), 0, 600);
    here.await(600);
    for (int after : List.of(0, 1, 98, 99, 100, 101, 499, 500, 501, 598, 599)) {
      EventLog fresh = nodeB.open(channel);
      Reader there = new Reader(fresh, here.id(after));
      assertTrue(there.place.known());
      there.await(599 - after);
      assertEquals(letters(after + 1, 600), there.text());
    }
    Reader again = new Reader(a, here.id(3));
    again.await(596);
    assertEquals(letters(4, 600), again.text());
  }

  @Test
  void aLaterReaderWithAnOlderCursorGetsWhatTheNodeDoesNotHaveYet() {
    append(a.writer("m", 1, () -> {}), 0, 300);
    String middle = now(a.cursor());
    Reader first = new Reader(b, middle);
    EventLog.Writer writer = a.writer("m", 1, () -> {});
    append(writer, 300, 310);
    first.await(10);
    String start = middle.replaceAll("-[0-9]+$", "-7");
    Reader second = new Reader(b, start);
    second.await(303);
    assertEquals(letters(7, 310), second.text());
    append(writer, 310, 320);
    first.await(20);
    second.await(313);
  }

  @Test
  void knowsNoIdsOfOtherLogsNorOfTheFutureNorOfWhatWasTrimmed() {
    Reader here = new Reader(a, null);
    append(a.writer("m", 1, () -> {}), 0, 1500);
    await(() -> now(a.cursor()).endsWith("-1500"));
    String life = now(a.cursor()).replaceAll("-[0-9]+$", "");
    for (String cursor :
        List.of("", "x", "1-1", life, life + "-", life + "-1501", life + "-499", life + "-007")) {
      Reader there = new Reader(nodeB.open(channel), cursor);
      assertFalse(there.place.known(), cursor);
      assertEquals(1500, there.place.position());
    }
    assertTrue(new Reader(nodeB.open(channel), life + "-500").place.known());
    assertThrows(TrimmedException.class, () -> a.read(here.position, 10));
  }

  @Test
  void refusesTheWriterWhoseAnswerIsTakenOver() {
    AtomicInteger lost = new AtomicInteger();
    EventLog.Writer old = a.writer("m", 1, lost::incrementAndGet);
    append(old, 0, 10);
    now(old.cursor());
    EventLog.Writer newer = b.writer("m", 2, () -> {});
    newer.append(new ChatEvent.Restart("c", "m", "takeover"));
    now(newer.cursor());
    append(old, 10, 20);
    assertThrows(CompletionException.class, () -> now(old.cursor()));
    assertTrue(lost.get() > 0);
    append(newer, 0, 5);
    newer.appendLast(new ChatEvent.Done("c", "m", "stop", 5, null));
    newer.append(text(5, "late"));
    assertThrows(CompletionException.class, () -> now(newer.cursor()), "nothing after the end");
    assertTrue(now(a.cursor()).endsWith("-17"));
  }

  @Test
  void aClaimEndsTheOldWriterAndIsNoEvent() {
    EventLog.Writer old = a.writer("m", 1, () -> {});
    append(old, 0, 10);
    String before = now(old.cursor());
    EventLog.Writer newer = b.writer("m", 2, () -> {});
    assertEquals(before, now(newer.claim()));
    append(old, 10, 20);
    assertThrows(CompletionException.class, () -> now(old.cursor()));
    newer.append(text(10, "on"));
    assertTrue(now(newer.cursor()).endsWith("-11"));
    EventLog.Writer late = a.writer("m", 1, () -> {});
    assertThrows(CompletionException.class, () -> now(late.claim()));
  }

  @Test
  void aWritersCursorIsAfterItsOwnEventsAndBeforeItsNext() {
    EventLog.Writer writer = a.writer("m", 1, () -> {});
    for (int i = 0; i < 200; i++) {
      append(writer, i, i + 1);
      CompletionStage<String> cursor = writer.cursor();
      b.append(new ChatEvent.Deleted("other"));
      append(writer, i + 1, i + 1);
      Reader reader = new Reader(nodeB.open(channel), now(cursor));
      assertTrue(reader.place.known());
      int next = i + 1;
      writer.append(text(next, "!"));
      await(
          () -> {
            assertDoesNotThrow(reader::readOn);
            return reader.read.stream().anyMatch(e -> e.frame().data().contains("!"));
          });
      assertEquals(
          1, reader.read.stream().filter(e -> e.frame().data().contains("\"text\"")).count());
    }
  }

  @Test
  void appendsOnceThoughRedisGoesAwayAndComesBackEmptyAndTellsReadersToReset() throws Exception {
    Reader here = new Reader(a, null);
    Reader there = new Reader(b, null);
    EventLog.Writer writer = a.writer("m", 1, () -> {});
    append(writer, 0, 100);
    here.await(100);
    there.await(100);
    String old = here.id(99);
    server.stop();
    await(() -> !redisA.available());
    append(writer, 100, 110);
    server.start();
    await(() -> redisA.available() && redisB.available());
    String cursor = now(writer.cursor());
    assertNotEquals(
        old.replaceAll("-[0-9]+$", ""), cursor.replaceAll("-[0-9]+$", ""), "another life");
    await(() -> behind(here) && behind(there));
    assertFalse(new Reader(b, old).place.known());
    Reader fresh = new Reader(a, cursor.replaceAll("-[0-9]+$", "-0"));
    fresh.await(10);
    assertEquals(letters(100, 110), fresh.text());
  }

  private static boolean behind(Reader reader) {
    try {
      reader.readOn();
      return false;
    } catch (TrimmedException e) {
      return true;
    }
  }

  @Test
  void tellsReadersToResetWhenRedisIsEmptiedAndNobodyAppends() {
    append(a.writer("m", 1, () -> {}), 0, 10);
    Reader here = new Reader(a, null);
    server.with(RedisCommands::flushall);
    await(() -> behind(here));
  }

  /** What the first one had confirmed last, it may not have: its positions would come twice. */
  @Test
  void tellsReadersToResetWhereAnotherServerHasTakenOver() {
    append(a.writer("m", 1, () -> {}), 0, 10);
    Reader here = new Reader(a, null);
    Reader there = new Reader(b, null);
    String old = now(a.cursor());
    server.with(redis -> redis.hset("suda:{" + channel + "}:log", "run", "another"));
    await(() -> behind(here) && behind(there));
    assertFalse(new Reader(nodeB.open(channel), old).place.known());
  }

  @Test
  void nothingIsLeftOfWhatIsErasedAndReadersAreToldToReset() {
    EventLog another = nodeA.open(channel + "/session");
    append(a.writer("m", 1, () -> {}), 0, 10);
    append(another.writer("m", 1, () -> {}), 0, 10);
    now(another.cursor());
    String old = now(a.cursor());
    Reader there = new Reader(b, null);
    nodeA.erase(channel).toCompletableFuture().join();
    server.with(redis -> assertEquals(List.of(), redis.keys("*" + channel + "*:events")));
    assertFalse(new Reader(nodeB.open(channel), old).place.known());
    await(() -> behind(there));
  }
}
