package chat.suda.stream;

import chat.suda.stream.EventLog.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Adjacent entries of a log, packed into a few arrays, so that the garbage collector has few
 * objects to copy. The events of an answer differ mostly in their text; of each entry's JSON only
 * the part is stored that differs from a template, an earlier entry. Not thread-safe.
 */
final class PackedEntries {

  private static final int MAX_ENTRIES = 256;

  /** A pack that has reached this size takes no more entries. */
  private static final int ENOUGH_BYTES = 16 * 1024;

  /** Larger events do not become templates. In bytes, less than 2^16. */
  private static final int MAX_TEMPLATE = 1024;

  /** Overhead of the object, its list and the headers of its five arrays. */
  private static final int OBJECTS_HEAP_BYTES = 240;

  /** Overhead of a template: its array's header and its message id. */
  private static final int TEMPLATE_HEAP_BYTES = 120;

  /**
   * An event's JSON that later entries are compared with, and the other fields of {@link Entry}.
   */
  private record Template(String messageId, String model, byte[] data) {

    boolean joins(Entry entry) {
      return Objects.equals(messageId, entry.messageId()) && Objects.equals(model, entry.model());
    }
  }

  private final long before;
  private final List<Template> templates = new ArrayList<>(2);
  private int size;

  /** The parts of all entries that differ from their templates, concatenated. */
  private byte[] own = new byte[256];

  private int[] ends = new int[8];

  /** Lengths of the shared prefix (high half) and suffix (low half) of each entry. */
  private int[] shared = new int[8];

  private byte[] templateOf = new byte[8];
  private long[] nanos = new long[8];

  /**
   * @param before the position before the first entry's
   */
  PackedEntries(long before) {
    this.before = before;
  }

  boolean isFull() {
    return size == MAX_ENTRIES || ownEnd(size) >= ENOUGH_BYTES;
  }

  /** The newest entry's position. */
  long head() {
    return before + size;
  }

  /** Adds the next entry. */
  void add(Entry entry) {
    if (size == ends.length) {
      grow();
    }
    byte[] bytes = entry.frame().bytes();
    int from = entry.frame().dataStart();
    int to = entry.frame().dataEnd();
    int template = newestTemplate(entry);
    int prefix = 0;
    int suffix = 0;
    if (template >= 0) {
      byte[] data = templates.get(template).data();
      prefix = prefix(data, bytes, from, to);
      suffix = suffix(data, prefix, bytes, from + prefix, to);
    }
    boolean large = to - from > MAX_TEMPLATE;
    if (template < 0 || 2 * (prefix + suffix) < to - from && !large) {
      byte[] data = large ? new byte[0] : Arrays.copyOfRange(bytes, from, to);
      template = templates.size();
      templates.add(new Template(entry.messageId(), entry.model(), data));
      prefix = data.length;
      suffix = 0;
    }
    ends[size] = keep(bytes, from + prefix, to - suffix);
    shared[size] = prefix << 16 | suffix;
    templateOf[size] = (byte) template;
    nanos[size] = entry.nanos();
    size++;
  }

  /** Releases unused capacity; nothing will be added. */
  void compact() {
    own = Arrays.copyOf(own, ownEnd(size));
    ends = Arrays.copyOf(ends, size);
    shared = Arrays.copyOf(shared, size);
    templateOf = Arrays.copyOf(templateOf, size);
    nanos = Arrays.copyOf(nanos, size);
  }

  /** Approximate heap memory, in bytes. */
  long heapBytes() {
    int room = ends.length;
    long sum = OBJECTS_HEAP_BYTES + own.length + room * (2L * Integer.BYTES + 1 + Long.BYTES);
    for (Template template : templates) {
      sum += TEMPLATE_HEAP_BYTES + template.data().length;
    }
    return sum;
  }

  /** Returns the end position. */
  private int keep(byte[] bytes, int from, int to) {
    int start = ownEnd(size);
    int end = start + to - from;
    if (end > own.length) {
      own = Arrays.copyOf(own, Math.max(end, 2 * own.length));
    }
    System.arraycopy(bytes, from, own, start, to - from);
    return end;
  }

  private void grow() {
    int room = 2 * size;
    ends = Arrays.copyOf(ends, room);
    shared = Arrays.copyOf(shared, room);
    templateOf = Arrays.copyOf(templateOf, room);
    nanos = Arrays.copyOf(nanos, room);
  }

  /** The newest template of the same answer, or -1. */
  private int newestTemplate(Entry entry) {
    int i = templates.size() - 1;
    while (i >= 0 && !templates.get(i).joins(entry)) {
      i--;
    }
    return i;
  }

  private static int prefix(byte[] template, byte[] bytes, int from, int to) {
    int most = Math.min(template.length, to - from);
    int mismatch = Arrays.mismatch(template, 0, most, bytes, from, from + most);
    return mismatch < 0 ? most : mismatch;
  }

  /** The length of the common suffix behind the prefix. */
  private static int suffix(byte[] template, int prefix, byte[] bytes, int from, int to) {
    int most = Math.min(template.length - prefix, to - from);
    int same = 0;
    while (same < most && template[template.length - 1 - same] == bytes[to - 1 - same]) {
      same++;
    }
    return same;
  }

  /** The entry at that position, unpacked. */
  Entry get(long position, String id) {
    int i = index(position);
    Template template = templates.get(templateOf[i] & 0xFF);
    int prefix = shared[i] >>> 16;
    int suffix = shared[i] & 0xFFFF;
    int start = ownEnd(i);
    int length = ends[i] - start;
    byte[] data = Arrays.copyOf(template.data(), prefix + length + suffix);
    System.arraycopy(own, start, data, prefix, length);
    System.arraycopy(
        template.data(), template.data().length - suffix, data, prefix + length, suffix);
    return new Entry(
        position, Frame.event(id, data), template.messageId(), template.model(), nanos[i]);
  }

  /** The length of the JSON of the entry at that position. */
  int length(long position) {
    int i = index(position);
    return (shared[i] >>> 16) + ends[i] - ownEnd(i) + (shared[i] & 0xFFFF);
  }

  /** The arrival time of the entry at that position. */
  long nanos(long position) {
    return nanos[index(position)];
  }

  private int index(long position) {
    return (int) (position - before) - 1;
  }

  /** The end of the stored bytes of the entries before that one. */
  private int ownEnd(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }
}
