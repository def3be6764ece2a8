package chat.suda.stream.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import chat.suda.stream.ChatEvent;
import chat.suda.stream.Entries;
import chat.suda.stream.EventLog.Bounds;
import chat.suda.stream.EventLog.Entry;
import chat.suda.stream.EventLog.Place;
import chat.suda.stream.Frame;
import chat.suda.stream.TrimmedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * This node's copy of the end of a log. Thread-safe.
 *
 * <p>Its positions continue when Redis has been emptied and counts from 0 again: those of the new
 * incarnation are shifted, so that readers of the old one are detected as being behind.
 */
final class LogReplica {

  private static final int MAX_ID_LENGTH = 64;

  /** The incarnation of the log, and its head as Redis counts. */
  record Known(String life, long head) {}

  /**
   * Where a reader wants to begin.
   *
   * @param after as Redis counts
   * @param missing whether the copy does not reach back that far
   */
  record Wanted(String life, long after, Place place, boolean missing) {}

  private final Entries entries;
  private String life;
  private long shift;
  private boolean follows;
  private long touched = System.nanoTime();

  LogReplica(Bounds bounds) {
    entries = new Entries(bounds, this::id);
  }

  static String id(String life, long position) {
    return life + "-" + position;
  }

  /** The key of texts that may be merged: message and model. */
  static String joins(ChatEvent event) {
    if (event instanceof ChatEvent.Text text && text.finishReason() == null) {
      return text.model() == null ? text.messageId() : text.messageId() + ' ' + text.model();
    }
    return null;
  }

  /**
   * The entry, with its position as Redis counts.
   *
   * @param joins a key of {@link #joins}, or empty
   */
  static Entry entry(String life, long position, byte[] data, String joins, long nanos) {
    Frame frame = Frame.event(id(life, position), data);
    if (joins == null || joins.isEmpty()) {
      return new Entry(position, frame, null, null, nanos);
    }
    int space = joins.indexOf(' ');
    return space < 0
        ? new Entry(position, frame, joins, null, nanos)
        : new Entry(position, frame, joins.substring(0, space), joins.substring(space + 1), nanos);
  }

  /** The entries that were read, with their positions as Redis counts. */
  static List<Entry> entries(ScriptReply reply) {
    List<Entry> found = new ArrayList<>(reply.list().size());
    long now = System.nanoTime();
    for (Object one : reply.list()) {
      List<?> idAndFields = (List<?>) one;
      String id = text(idAndFields.get(0));
      List<?> fields = (List<?>) idAndFields.get(1);
      long position = Long.parseLong(id.substring(0, id.indexOf('-')));
      found.add(entry(reply.life(), position, (byte[]) fields.get(1), text(fields.get(3)), now));
    }
    return found;
  }

  private static String text(Object bytes) {
    return new String((byte[]) bytes, UTF_8);
  }

  private static Entry shifted(Entry entry, long by) {
    return by == 0
        ? entry
        : new Entry(
            entry.position() + by, entry.frame(), entry.messageId(), entry.model(), entry.nanos());
  }

  /**
   * Locates a reader's position; the copy follows the log from now on.
   *
   * @param base position in Redis after which entries are kept
   * @param id the reader's, or {@code null}
   */
  synchronized Wanted opened(ScriptReply reply, long base, String id) {
    if (!reply.life().equals(life)) {
      begin(reply);
    } else if (!follows) {
      entries.restart(shift + reply.head());
    }
    follows = true;
    long position = id == null ? reply.head() : position(id);
    boolean known = position >= base && position <= reply.head();
    long after = known ? position : reply.head();
    Place place = new Place(shift + after, shift + reply.head(), known);
    return new Wanted(life, after, place, shift + after < entries.base());
  }

  private void begin(ScriptReply reply) {
    // Positions of old readers must be below the base, never ahead of the head.
    shift = life == null ? 0 : entries.head() + 1;
    life = reply.life();
    entries.restart(shift + reply.head());
  }

  /** The position of an id of this incarnation, or -1. */
  private long position(String id) {
    if (id.length() > MAX_ID_LENGTH || !id.startsWith(life + "-")) {
      return -1;
    }
    String number = id.substring(life.length() + 1);
    return number.matches("0|[1-9][0-9]{0,14}") ? Long.parseLong(number) : -1;
  }

  /** Whether the entries read reach the beginning of the copy. */
  synchronized boolean reaches(Wanted wanted, List<Entry> older) {
    return !wanted.life().equals(life) || last(older) + shift >= entries.base();
  }

  private static long last(List<Entry> entries) {
    return entries.get(entries.size() - 1).position();
  }

  /** Prepends the entries read to the copy; returns where the reader begins. */
  synchronized Place completed(Wanted wanted, List<Entry> read) {
    long base = entries.base();
    List<Entry> older = new ArrayList<>();
    if (wanted.life().equals(life)) {
      for (Entry entry : read) {
        if (entry.position() + shift <= base) {
          older.add(shifted(entry, shift));
        }
      }
    }
    boolean whole =
        !older.isEmpty()
            && older.get(0).position() == wanted.place().position() + 1
            && last(older) == base;
    if (whole) {
      entries.addBefore(older);
    }
    return whole || wanted.place().position() >= base
        ? wanted.place()
        : new Place(entries.head(), entries.head(), false);
  }

  /** Adds entries that this node has appended; returns false unless they are the next ones. */
  synchronized boolean addNext(String itsLife, List<Entry> appended) {
    if (appended.isEmpty() || !follows || !itsLife.equals(life)) {
      return false;
    }
    if (appended.get(0).position() + shift != entries.head() + 1) {
      return false;
    }
    appended.forEach(entry -> entries.add(shifted(entry, shift)));
    touched = System.nanoTime();
    return true;
  }

  /** Adds entries read from Redis; returns whether there is anything for readers. */
  synchronized boolean took(ScriptReply reply, List<Entry> read) {
    if (!follows) {
      return false;
    }
    if (!reply.life().equals(life)) {
      begin(reply);
      return true;
    }
    long before = entries.head();
    for (Entry entry : read) {
      long position = entry.position() + shift;
      if (position > entries.head() + 1) {
        // Entries were trimmed before they were read; readers that lack them are behind.
        entries.restart(position - 1);
      }
      if (position == entries.head() + 1) {
        entries.add(shifted(entry, shift));
      }
    }
    touched = System.nanoTime();
    return entries.head() > before;
  }

  synchronized boolean follows() {
    return follows;
  }

  synchronized Known known() {
    return new Known(life, entries.head() - shift);
  }

  /** Whether it is complete up to that position, as Redis counts. */
  synchronized boolean isAt(long position) {
    return follows && entries.head() - shift == position;
  }

  synchronized List<Entry> read(long after, int most) throws TrimmedException {
    return entries.read(after, most);
  }

  synchronized String id(long position) {
    return id(life, position - shift);
  }

  /** Drops the copy: there are no readers. */
  synchronized void drop() {
    follows = false;
    entries.restart(entries.head());
  }

  synchronized Duration expire() {
    long now = System.nanoTime();
    entries.trim(now);
    return Duration.ofNanos(now - touched);
  }

  synchronized long heapBytes() {
    return entries.heapBytes();
  }

  /** As {@link chat.suda.stream.EventLog#release}. */
  synchronized long release(long heapBytes) {
    return entries.release(heapBytes);
  }
}
