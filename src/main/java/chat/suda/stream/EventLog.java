package chat.suda.stream;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.LongSupplier;

/**
 * The events of one channel, in order, as far back as its bounds allow. Thread-safe.
 *
 * <p>A position is the number of the last event read: 0 before the first. A position's id names
 * this life of the log too, so that an id of another channel or of an earlier life is never taken
 * for one of ours.
 */
public final class EventLog {

  /** What an entry costs beside its frame's bytes: three objects, the queue's slot. */
  private static final int ENTRY_OVERHEAD = 104;

  private static final int MAX_ID_LENGTH = 64;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Bounds bounds;
  private final LongSupplier nanoClock;
  private final String life = Long.toString(RANDOM.nextLong() >>> 1, 36);
  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private final Set<Runnable> listeners = new CopyOnWriteArraySet<>();
  private long head;
  private long bytes;
  private long touched;

  /**
   * What the log keeps; the oldest events go when any bound is passed.
   *
   * @param events how many
   * @param bytes of memory
   * @param age how long
   */
  public record Bounds(int events, long bytes, Duration age) {}

  /**
   * An event in the log, as it goes over the wire: most of a server's memory is made of these.
   *
   * @param messageId and model: of a text that may be joined with its neighbours, else {@code null}
   * @param nanos when it was appended, by the log's clock
   */
  public record Entry(long position, Frame frame, String messageId, String model, long nanos) {

    /** The memory it holds, in bytes. */
    long bytes() {
      return ENTRY_OVERHEAD + frame.size();
    }

    /** Whether the next one's text continues this one's. */
    boolean continuesInto(Entry next) {
      return messageId != null
          && messageId.equals(next.messageId)
          && Objects.equals(model, next.model);
    }
  }

  public EventLog(Bounds bounds) {
    this(bounds, System::nanoTime);
  }

  EventLog(Bounds bounds, LongSupplier nanoClock) {
    this.bounds = bounds;
    this.nanoClock = nanoClock;
    this.touched = nanoClock.getAsLong();
  }

  /** Appends the event and tells the listeners that there is something new. */
  public void append(ChatEvent event) {
    String json = event.json();
    synchronized (this) {
      long now = nanoClock.getAsLong();
      head++;
      Entry entry = entry(event, Frame.event(id(head), json), now);
      entries.addLast(entry);
      bytes += entry.bytes();
      touched = now;
      trim(now);
    }
    listeners.forEach(Runnable::run);
  }

  private Entry entry(ChatEvent event, Frame frame, long now) {
    return event instanceof ChatEvent.Text text && text.finishReason() == null
        ? new Entry(head, frame, text.messageId(), text.model(), now)
        : new Entry(head, frame, null, null, now);
  }

  /**
   * Reads on.
   *
   * @param after the position that the reader has
   * @param most how many entries at the most
   * @return the entries after that position, none if there are none
   * @throws TrimmedException if an event after that position is no longer kept
   */
  public synchronized List<Entry> read(long after, int most) throws TrimmedException {
    if (after >= head) {
      return List.of();
    }
    long oldest = head - entries.size();
    if (after < oldest) {
      throw new TrimmedException(after, oldest);
    }
    List<Entry> found = new ArrayList<>((int) Math.min(most, head - after));
    if (after == head - 1) {
      found.add(entries.peekLast());
      return found;
    }
    Iterator<Entry> newestFirst = entries.descendingIterator();
    // Readers are near the head, so count from there; a far reader walks from the oldest.
    if (head - after <= most) {
      for (long position = head; position > after; position--) {
        found.add(newestFirst.next());
      }
      Collections.reverse(found);
      return found;
    }
    for (Entry entry : entries) {
      if (entry.position > after) {
        found.add(entry);
        if (found.size() == most) {
          break;
        }
      }
    }
    return found;
  }

  /** The position of the newest event. */
  public synchronized long head() {
    return head;
  }

  /** The id of a position: opaque to clients, printable ASCII, at most 64 characters. */
  public String id(long position) {
    return life + "-" + position;
  }

  /** The position of an id, if every event after it is still here. */
  public synchronized OptionalLong position(String id) {
    if (id.length() > MAX_ID_LENGTH || !id.startsWith(life + "-")) {
      return OptionalLong.empty();
    }
    String number = id.substring(life.length() + 1);
    if (!number.matches("0|[1-9][0-9]{0,17}")) {
      return OptionalLong.empty();
    }
    long position = Long.parseLong(number);
    boolean known = position <= head && position >= head - entries.size();
    return known ? OptionalLong.of(position) : OptionalLong.empty();
  }

  /** Calls the listener after each append, on the appending thread: it must be quick. */
  public void listen(Runnable listener) {
    listeners.add(listener);
  }

  public void unlisten(Runnable listener) {
    listeners.remove(listener);
  }

  /** Drops what is older than the bound; returns how long ago the last event was appended. */
  public synchronized Duration expire() {
    long now = nanoClock.getAsLong();
    trim(now);
    return Duration.ofNanos(now - touched);
  }

  /** The memory held, in bytes, as accounted. */
  public synchronized long bytes() {
    return bytes;
  }

  private void trim(long now) {
    long eldest = now - bounds.age.toNanos();
    Entry first = entries.peekFirst();
    while (first != null
        && (entries.size() > bounds.events || bytes > bounds.bytes || first.nanos - eldest < 0)) {
      entries.removeFirst();
      bytes -= first.bytes();
      first = entries.peekFirst();
    }
  }
}
