package chat.suda.stream;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.LongSupplier;

/** A log in memory, for a single node. */
public final class MemoryLog implements EventLog {

  private static final int MAX_ID_LENGTH = 64;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final LongSupplier nanoClock;
  private final String life = Long.toString(RANDOM.nextLong() >>> 1, 36);
  private final Entries entries;
  private final Set<Listener> listeners = new CopyOnWriteArraySet<>();
  private final Writer writer = new OnlyWriter();
  private long touched;

  public MemoryLog(Bounds bounds) {
    this(bounds, System::nanoTime);
  }

  MemoryLog(Bounds bounds, LongSupplier nanoClock) {
    this.entries = new Entries(bounds, this::id);
    this.nanoClock = nanoClock;
    this.touched = nanoClock.getAsLong();
  }

  /** A single node has a single writer. */
  private final class OnlyWriter implements Writer {

    @Override
    public void append(ChatEvent event) {
      MemoryLog.this.append(event);
    }

    @Override
    public void appendLast(ChatEvent event) {
      MemoryLog.this.append(event);
    }

    @Override
    public CompletionStage<String> claim() {
      return cursor();
    }

    @Override
    public CompletionStage<String> cursor() {
      return MemoryLog.this.cursor();
    }
  }

  @Override
  public void append(ChatEvent event) {
    String json = event.json();
    synchronized (this) {
      touched = nanoClock.getAsLong();
      long position = entries.head() + 1;
      entries.add(entry(event, position, Frame.event(id(position), json)));
    }
    int told = listeners.size();
    listeners.forEach(listener -> listener.appended(told));
  }

  private Entry entry(ChatEvent event, long position, Frame frame) {
    return event instanceof ChatEvent.Text text && text.finishReason() == null
        ? new Entry(position, frame, text.messageId(), text.model(), touched)
        : new Entry(position, frame, null, null, touched);
  }

  @Override
  public Writer writer(String answerId, long token, Runnable onLost) {
    return writer;
  }

  @Override
  public CompletionStage<String> cursor() {
    return CompletableFuture.completedStage(id(head()));
  }

  @Override
  public CompletionStage<Place> locate(String id) {
    return CompletableFuture.completedStage(place(id));
  }

  private synchronized Place place(String id) {
    long head = entries.head();
    long position = id == null ? head : position(id);
    boolean known = position >= entries.base() && position <= head;
    return new Place(known ? position : head, head, known);
  }

  /** The position that an id of this life names, or -1. */
  private long position(String id) {
    if (id.length() > MAX_ID_LENGTH || !id.startsWith(life + "-")) {
      return -1;
    }
    String number = id.substring(life.length() + 1);
    return number.matches("0|[1-9][0-9]{0,17}") ? Long.parseLong(number) : -1;
  }

  @Override
  public synchronized List<Entry> read(long after, int most) throws TrimmedException {
    return entries.read(after, most);
  }

  /** The position of the newest event: 0 before the first. */
  synchronized long head() {
    return entries.head();
  }

  @Override
  public String id(long position) {
    return life + "-" + position;
  }

  @Override
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  @Override
  public void unlisten(Listener listener) {
    listeners.remove(listener);
  }

  @Override
  public synchronized Duration expire() {
    long now = nanoClock.getAsLong();
    entries.trim(now);
    return Duration.ofNanos(now - touched);
  }

  @Override
  public synchronized long heapBytes() {
    return entries.heapBytes();
  }

  @Override
  public synchronized long release(long heapBytes) {
    return entries.release(heapBytes);
  }
}
