package chat.suda.stream;

import chat.suda.stream.EventLog.Bounds;
import chat.suda.stream.EventLog.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** A gapless part of a log that ends at its head. Not thread-safe. */
public final class Entries {

  /** Approximate size of an empty log, its channel and its place in the registry. */
  private static final int EMPTY_HEAP_BYTES = 1024;

  private final Bounds bounds;
  private final LongFunction<String> ids;
  private final ArrayDeque<PackedEntries> packs = new ArrayDeque<>();

  /** The newest entry, not packed, since most readers need only that one. */
  private Entry newest;

  private long base;
  private long head;
  private long bytes;

  /**
   * @param ids the ids of its positions
   */
  public Entries(Bounds bounds, LongFunction<String> ids) {
    this.bounds = bounds;
    this.ids = ids;
  }

  /** The position of the newest. */
  public long head() {
    return head;
  }

  /** The position after which reading is possible. */
  public long base() {
    return base;
  }

  /** Heap memory of the entries, in bytes. */
  public long heapBytes() {
    long sum = EMPTY_HEAP_BYTES;
    for (PackedEntries pack : packs) {
      sum += pack.heapBytes();
    }
    return newest == null ? sum : sum + newest.frame().bytes().length;
  }

  /** As {@link EventLog#release}; drops whole packs. */
  public long release(long heapBytes) {
    long freed = 0;
    while (freed < heapBytes && !packs.isEmpty()) {
      PackedEntries oldest = packs.removeFirst();
      freed += oldest.heapBytes();
      for (; base < oldest.head(); base++) {
        bytes -= Entry.bytes(oldest.length(base + 1));
      }
    }
    if (base == head) {
      newest = null;
    }
    return freed;
  }

  /** The sum of the entries' {@link Entry#bytes}. */
  public long bytes() {
    return bytes;
  }

  /** Drops all entries and continues after that position. */
  public void restart(long position) {
    packs.clear();
    newest = null;
    bytes = 0;
    base = position;
    head = position;
  }

  /** Adds the next entry. */
  public void add(Entry entry) {
    pack(entry, packs);
    newest = entry;
    head = entry.position();
    trim(entry.nanos());
  }

  /** Prepends the entries before the oldest, without a gap. */
  public void addBefore(List<Entry> older) {
    ArrayDeque<PackedEntries> before = new ArrayDeque<>();
    older.forEach(entry -> pack(entry, before));
    base -= older.size();
    before.descendingIterator().forEachRemaining(packs::addFirst);
  }

  private void pack(Entry entry, ArrayDeque<PackedEntries> into) {
    if (into.isEmpty() || into.peekLast().isFull()) {
      if (!into.isEmpty()) {
        into.peekLast().compact();
      }
      into.addLast(new PackedEntries(entry.position() - 1));
    }
    into.peekLast().add(entry);
    bytes += entry.bytes();
  }

  /** As {@link EventLog#read}. */
  public List<Entry> read(long after, int most) throws TrimmedException {
    if (after >= head) {
      return List.of();
    }
    if (after < base) {
      throw new TrimmedException(after, base);
    }
    if (after == head - 1 && newest != null) {
      return List.of(newest);
    }
    long end = Math.min(head, after + most);
    List<Entry> found = new ArrayList<>((int) (end - after));
    long position = after + 1;
    for (PackedEntries pack : packs) {
      for (; position <= Math.min(end, pack.head()); position++) {
        found.add(pack.get(position, ids.apply(position)));
      }
    }
    return found;
  }

  /** Drops entries beyond the bounds. */
  public void trim(long now) {
    long eldest = now - bounds.age().toNanos();
    while (base < head && isBeyond(base + 1, eldest)) {
      base++;
      bytes -= Entry.bytes(packs.peekFirst().length(base));
      if (packs.peekFirst().head() == base) {
        packs.removeFirst();
      }
    }
    if (base == head) {
      newest = null;
    }
  }

  private boolean isBeyond(long oldest, long eldest) {
    return head - base > bounds.events()
        || bytes > bounds.bytes()
        || packs.peekFirst().nanos(oldest) - eldest < 0;
  }
}
