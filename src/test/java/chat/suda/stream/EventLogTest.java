package chat.suda.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.stream.ChatEvent.Text;
import chat.suda.stream.EventLog.Bounds;
import chat.suda.stream.EventLog.Entry;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventLogTest {

  private final AtomicLong clock = new AtomicLong();
  private final MemoryLog log = log(new Bounds(100, 1 << 20, Duration.ofMinutes(10)));

  @Test
  void readsEveryEventAfterAnyPositionInOrder() throws Exception {
    appendTexts(log, 50);
    for (int after = 0; after <= 50; after++) {
      List<Entry> read = log.read(after, 1000);
      assertEquals(50 - after, read.size());
      for (int i = 0; i < read.size(); i++) {
        assertEquals(after + i + 1, read.get(i).position());
      }
    }
  }

  @Test
  void readsInPortions() throws Exception {
    appendTexts(log, 50);
    long position = 0;
    int events = 0;
    while (position < log.head()) {
      List<Entry> read = log.read(position, 7);
      assertTrue(read.size() <= 7);
      assertEquals(position + 1, read.get(0).position());
      position = read.get(read.size() - 1).position();
      events += read.size();
    }
    assertEquals(50, events);
  }

  @Test
  void knowsItsOwnIdsAlsoThatOfTheBeginning() {
    appendTexts(log, 3);
    for (long position = 0; position <= 3; position++) {
      assertEquals(OptionalLong.of(position), place(log.id(position)));
    }
  }

  @Test
  void doesNotKnowIdsOfOtherLogsNorOfTheFuture() {
    appendTexts(log, 3);
    assertEquals(OptionalLong.empty(), place(log.id(4)));
    MemoryLog other = log(new Bounds(100, 1 << 20, Duration.ofMinutes(10)));
    appendTexts(other, 3);
    assertEquals(OptionalLong.empty(), place(other.id(1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "x", "-1", "1", "\u0000", "99999999999999999999999"})
  void takesNoMalformedIds(String id) {
    appendTexts(log, 3);
    assertEquals(OptionalLong.empty(), place(id));
    String life = log.id(1).substring(0, log.id(1).indexOf('-'));
    assertEquals(OptionalLong.empty(), place(life + "-" + id + "x"));
    assertEquals(OptionalLong.empty(), place(life + "-00" + id));
    assertEquals(OptionalLong.empty(), place(life + "-" + "9".repeat(100)));
  }

  @Test
  void idsFitTheContract() {
    appendTexts(log, 1);
    assertTrue(log.id(Long.MAX_VALUE).matches("[!-~]{1,64}"), log.id(Long.MAX_VALUE));
  }

  @Test
  void keepsNoMoreEventsThanAllowedAndSaysWhatIsGone() throws Exception {
    appendTexts(log, 150);
    assertEquals(100, log.read(50, 1000).size());
    assertThrows(TrimmedException.class, () -> log.read(49, 1000));
    assertEquals(OptionalLong.empty(), place(log.id(49)));
    assertEquals(OptionalLong.of(50), place(log.id(50)));
  }

  @Test
  void keepsNoMoreBytesThanAllowed() {
    MemoryLog small = log(new Bounds(1000, 4096, Duration.ofMinutes(10)));
    appendTexts(small, 200);
    assertThrows(TrimmedException.class, () -> small.read(0, 1));
  }

  @Test
  void releasesTheOldestWhereMemoryIsShort() throws Exception {
    MemoryLog large = log(new Bounds(100_000, 1 << 30, Duration.ofMinutes(10)));
    appendTexts(large, 2000);
    long before = large.heapBytes();
    long freed = large.release(before / 2);
    assertTrue(freed >= before / 2, freed + " of " + before);
    assertEquals(before - freed, large.heapBytes());
    assertFalse(large.locate(large.id(0)).toCompletableFuture().join().known());
    assertEquals(1, large.read(1999, 10).size());
    large.release(before);
    assertEquals(
        new MemoryLog(new Bounds(1, 1, Duration.ofHours(1))).heapBytes(), large.heapBytes());
    assertTrue(large.locate(large.id(2000)).toCompletableFuture().join().known());
    appendTexts(large, 1);
    assertEquals(1, large.read(2000, 10).size());
  }

  @Test
  void keepsNothingLongerThanAllowed() {
    appendTexts(log, 1);
    clock.addAndGet(Duration.ofMinutes(11).toNanos());
    appendTexts(log, 1);
    assertThrows(TrimmedException.class, () -> log.read(0, 1));
    clock.addAndGet(Duration.ofMinutes(11).toNanos());
    assertEquals(Duration.ofMinutes(11), log.expire());
    assertEquals(new MemoryLog(new Bounds(1, 1, Duration.ofHours(1))).heapBytes(), log.heapBytes());
    assertEquals(OptionalLong.of(2), place(log.id(2)), "who has read all has lost nothing");
  }

  @Test
  void tellsItsListenersUntilTheyLeave() {
    AtomicLong told = new AtomicLong();
    EventLog.Listener listener = listeners -> told.incrementAndGet();
    log.listen(listener);
    appendTexts(log, 2);
    log.unlisten(listener);
    appendTexts(log, 2);
    assertEquals(2, told.get());
  }

  private MemoryLog log(Bounds bounds) {
    return new MemoryLog(bounds, clock::get);
  }

  private OptionalLong place(String id) {
    EventLog.Place place = log.locate(id).toCompletableFuture().join();
    return place.known() ? OptionalLong.of(place.position()) : OptionalLong.empty();
  }

  private static void appendTexts(MemoryLog log, int count) {
    for (int i = 0; i < count; i++) {
      log.append(new Text("c", "m", i, "x", "model", null));
    }
  }
}
