package chat.suda.stream;

import chat.suda.stream.EventLog.Bounds;
import chat.suda.stream.EventLog.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** A part of a log without gaps, up to its head. Not thread-safe. */
public final class Entries {

  private final Bounds bounds;
  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private long head;
  private long bytes;

  public Entries(Bounds bounds) {
    this.bounds = bounds;
  }

  /** The position of the newest. */
  public long head() {
    return head;
  }

  /** The position after which it can be read. */
  public long base() {
    return head - entries.size();
  }

  /** The memory held, in bytes, as accounted. */
  public long bytes() {
    return bytes;
  }

  /** Forgets everything, and goes on after that position. */
  public void restart(long position) {
    entries.clear();
    bytes = 0;
    head = position;
  }

  /** Adds the next one. */
  public void add(Entry entry) {
    entries.addLast(entry);
    head = entry.position();
    bytes += entry.bytes();
    trim(entry.nanos());
  }

  /** Adds what comes before the oldest, without a gap. */
  public void addBefore(List<Entry> older) {
    for (int i = older.size() - 1; i >= 0; i--) {
      entries.addFirst(older.get(i));
      bytes += older.get(i).bytes();
    }
  }

  /** Reads as {@link EventLog#read}. */
  public List<Entry> read(long after, int most) throws TrimmedException {
    if (after >= head) {
      return List.of();
    }
    if (after < base()) {
      throw new TrimmedException(after, base());
    }
    List<Entry> found = new ArrayList<>((int) Math.min(most, head - after));
    if (after == head - 1) {
      found.add(entries.peekLast());
    } else if (head - after <= most) {
      // Readers are near the head, so count from there; a far reader walks from the oldest.
      Iterator<Entry> newestFirst = entries.descendingIterator();
      for (long position = head; position > after; position--) {
        found.add(newestFirst.next());
      }
      Collections.reverse(found);
    } else {
      walk(after, most, found);
    }
    return found;
  }

  private void walk(long after, int most, List<Entry> found) {
    for (Entry entry : entries) {
      if (entry.position() > after) {
        found.add(entry);
        if (found.size() == most) {
          return;
        }
      }
    }
  }

  /** Drops what is beyond the bounds. */
  public void trim(long now) {
    long eldest = now - bounds.age().toNanos();
    Entry first = entries.peekFirst();
    while (first != null
        && (entries.size() > bounds.events()
            || bytes > bounds.bytes()
            || first.nanos() - eldest < 0)) {
      entries.removeFirst();
      bytes -= first.bytes();
      first = entries.peekFirst();
    }
  }
}
