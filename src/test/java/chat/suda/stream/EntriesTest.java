package chat.suda.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.stream.EventLog.Bounds;
import chat.suda.stream.EventLog.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Packed entries are unpacked unchanged. */
class EntriesTest {

  private static final String[] PIECES = {
    "", " ", "a", "수다", "😀", "\"", "\\", "\n", "\u0000", "\u2028", "</script>", "token ", "}", ","
  };

  private final List<Entry> all = new ArrayList<>();

  @RepeatedTest(50)
  void readsWhatWasAddedHoweverItIsTrimmed(RepetitionInfo run) throws Exception {
    Random random = new Random(run.getCurrentRepetition());
    Bounds bounds =
        new Bounds(1 + random.nextInt(2000), 1 + random.nextInt(1 << 18), Duration.ofNanos(900));
    Entries entries = new Entries(bounds, EntriesTest::id);
    int answers = 1 + random.nextInt(20);
    for (int i = 1; i <= 1500; i++) {
      Entry entry = entry(i, event(random, random.nextInt(answers)));
      all.add(entry);
      entries.add(entry);
      if (random.nextInt(40) == 0) {
        assertReads(entries, bounds, random);
      }
    }
    assertReads(entries, bounds, random);
  }

  private void assertReads(Entries entries, Bounds bounds, Random random) throws Exception {
    int base = (int) entries.base();
    List<Entry> kept = all.subList(base, all.size());
    assertEquals(kept.stream().mapToLong(Entry::bytes).sum(), entries.bytes());
    assertTrue(kept.size() <= bounds.events() && entries.bytes() <= bounds.bytes());
    if (base > 0) {
      assertThrows(TrimmedException.class, () -> entries.read(base - 1, 1));
    }
    int after = base + random.nextInt(kept.size() + 1);
    int most = 1 + random.nextInt(600);
    assertSame(all.subList(after, Math.min(all.size(), after + most)), entries.read(after, most));
  }

  @Test
  void takesOlderOnesInBeforeWhatItHas() throws Exception {
    Random random = new Random(7);
    for (int i = 1; i <= 1200; i++) {
      all.add(entry(i, event(random, random.nextInt(3))));
    }
    Entries entries =
        new Entries(new Bounds(10_000, 1 << 30, Duration.ofHours(1)), EntriesTest::id);
    entries.restart(1000);
    entries.addBefore(all.subList(700, 1000));
    assertSame(all.subList(999, 1000), entries.read(999, 10));
    entries.add(all.get(1000));
    entries.addBefore(all.subList(0, 700));
    all.subList(1001, 1200).forEach(entries::add);
    assertEquals(0, entries.base());
    assertSame(all, entries.read(0, 5000));
  }

  private static void assertSame(List<Entry> expected, List<Entry> read) {
    assertEquals(expected.size(), read.size());
    for (int i = 0; i < read.size(); i++) {
      Entry one = expected.get(i);
      assertEquals(one.frame().toString(), read.get(i).frame().toString());
      assertEquals(one.frame().id(), read.get(i).frame().id());
      assertEquals(one.frame().data(), read.get(i).frame().data());
      assertEquals(one.position(), read.get(i).position());
      assertEquals(one.messageId(), read.get(i).messageId());
      assertEquals(one.model(), read.get(i).model());
      assertEquals(one.nanos(), read.get(i).nanos());
    }
  }

  private static ChatEvent event(Random random, int answer) {
    String message = "message-" + answer;
    return switch (random.nextInt(12)) {
      case 0 -> new ChatEvent.Reasoning("c", message, random.nextInt(9999), text(random, 3));
      case 1 -> new ChatEvent.Done("c", message, "stop", random.nextInt(9999), null);
      case 2 ->
          new ChatEvent.Conversation("{\"title\":\"" + "t".repeat(random.nextInt(300)) + "\"}");
      case 3 -> new ChatEvent.Message("c", "\"" + "m".repeat(random.nextInt(3000)) + "\"");
      case 4 ->
          random.nextInt(20) > 0
              ? new ChatEvent.Deleted(message)
              : new ChatEvent.Message("c", "\"" + "m".repeat(100_000) + "\"");
      default ->
          new ChatEvent.Text(
              "c",
              message,
              random.nextInt(9999),
              text(random, random.nextInt(30) == 0 ? 900 : 4),
              answer % 3 == 0 ? null : "model",
              null);
    };
  }

  private static String text(Random random, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  private static Entry entry(long position, ChatEvent event) {
    Frame frame = Frame.event(id(position), event.json());
    return event instanceof ChatEvent.Text text
        ? new Entry(position, frame, text.messageId(), text.model(), position)
        : new Entry(position, frame, null, null, position);
  }

  private static String id(long position) {
    return "life-" + position;
  }
}
