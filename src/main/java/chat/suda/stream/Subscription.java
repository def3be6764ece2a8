package chat.suda.stream;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A connection: a cursor in a log, and a sink that receives every event after it, in order, exactly
 * once.
 *
 * <p>It is driven by signals, which only say that there may be something to write. What to write is
 * read from the log, one write at a time: on the executor or, if that cannot delay it, on the
 * appending thread, which saves a thread switch.
 */
public final class Subscription {

  private static final System.Logger LOG = System.getLogger(Subscription.class.getName());

  private enum State {
    /** No task is active. */
    IDLE,
    /** A task reads and writes, or waits for the completion of its write. */
    BUSY,
    /** As {@link #BUSY}, with a signal since: the task checks once more. */
    SIGNALLED,
    CLOSED
  }

  /** With more listeners, writing would delay the appending thread too long. */
  private static final int FEW_LISTENERS = 4;

  private static final int BATCH = 256;
  private static final int BATCH_BYTES = 256 * 1024;

  private final EventLog log;
  private final Sink sink;
  private final Executor executor;
  private final StreamMeters meters;
  private final Runnable onClose;
  private final EventLog.Listener listener = this::appended;

  /**
   * Busy until {@link #open} has set the cursor, so that an earlier signal does not start a read.
   */
  private final AtomicReference<State> state = new AtomicReference<>(State.BUSY);

  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile Frame closingFrame;
  private volatile boolean heartbeatDue;

  /** When {@code #closeWith} was called, in nanoseconds; 0: it was not. */
  private volatile long endingSince;

  private volatile long writingSince;
  private volatile boolean writing;
  private final List<Frame> firstFrames = new ArrayList<>(4);
  private volatile EventLog.Place place;
  private boolean ready;
  private boolean cameWithCursor;
  private boolean closingFrameSent;
  private long position;

  /** Whether the log has more than the last read returned. */
  private boolean unread;

  /** The oldest entry of the current write, or {@code null}. */
  private EventLog.Entry oldest;

  /**
   * @param executor runs reads and writes; a task may block as long as the sink does
   * @param onClose called once when the connection has ended, for whatever reason
   */
  public Subscription(
      EventLog log, Sink sink, Executor executor, StreamMeters meters, Runnable onClose) {
    this.log = log;
    this.sink = sink;
    this.executor = executor;
    this.meters = meters;
    this.onClose = onClose;
  }

  /**
   * Begins: a comment and {@code retry} immediately; {@code ready}, possibly {@code reset}, and the
   * events once the log has located the cursor.
   *
   * @param lastEventId the client's cursor, or {@code null} for the log's head
   */
  public void open(String lastEventId, long retryMillis) {
    open(lastEventId, null, retryMillis);
  }

  /**
   * Likewise, where nothing may be read that was appended before the position {@code floor}, or
   * {@code null}.
   */
  public void open(String lastEventId, String floor, long retryMillis) {
    cameWithCursor = lastEventId != null;
    firstFrames.add(Frame.comment("suda"));
    firstFrames.add(Frame.retry(retryMillis));
    log.listen(listener);
    if (state.get()
        == State.CLOSED) { // checked after the listener is registered; close() does the reverse
      log.unlisten(listener);
      return;
    }
    CompletableFuture<EventLog.Place> located =
        log.locate(lastEventId, floor).toCompletableFuture();
    if (located.isDone()) {
      place = located.join();
    } else {
      located.thenAccept(
          found -> {
            place = found;
            signal();
          });
    }
    submit();
  }

  private void addReady(List<Frame> frames) {
    ready = true;
    position = place.position();
    if (cameWithCursor) {
      meters.reconnected(place.known());
    }
    String id = log.id(position);
    frames.add(Frame.event(id, Frame.READY));
    if (!place.known()) {
      frames.add(Frame.event(id, "{\"type\":\"reset\"}"));
    }
  }

  /** There may be something to write. Never blocks. */
  public void signal() {
    while (true) {
      State now = state.get();
      if (now == State.SIGNALLED || now == State.CLOSED) {
        return;
      }
      State next = now == State.IDLE ? State.BUSY : State.SIGNALLED;
      if (state.compareAndSet(now, next)) {
        if (now == State.IDLE) {
          submit();
        }
        return;
      }
    }
  }

  /** Writes immediately if the sink is ready and no task is active; at most one write. */
  private void appended(int listeners) {
    if (listeners > FEW_LISTENERS || !state.compareAndSet(State.IDLE, State.BUSY)) {
      signal();
    } else if (!sink.isReady() || step()) {
      submit();
    }
  }

  /** Requests a heartbeat comment. Never blocks. */
  public void heartbeat() {
    heartbeatDue = true;
    signal();
  }

  /**
   * Sends the client a reconnection time and closes the connection. Never blocks.
   *
   * @return completes when the connection has ended
   */
  public CompletionStage<Void> closeWithRetry(long retryMillis) {
    closingFrame = Frame.retry(retryMillis);
    signal();
    return ended;
  }

  /** Sends a last frame instead of unread events and closes the connection. Never blocks. */
  public void closeWith(Frame last) {
    closingFrame = last;
    endingSince = System.nanoTime() | 1;
    signal();
  }

  /** Time since {@link #closeWith}, in nanoseconds; 0 if it was not called. */
  public long endingFor(long nanoTime) {
    return endingSince == 0 ? 0 : nanoTime - endingSince;
  }

  /** Duration of the current write, in nanoseconds; 0 if there is none. */
  public long stuckFor(long nanoTime) {
    return writing ? nanoTime - writingSince : 0;
  }

  /** Closes the connection if its client has disconnected, for servers that do not report it. */
  public void closeIfDeparted() {
    if (sink.isClosed()) {
      end();
    }
  }

  /** Closes the connection, on the executor, since closing a sink may block. */
  public void close() {
    end();
  }

  /** Closes the connection of a client that does not keep up, and counts it. */
  public void evict() {
    if (end()) {
      meters.evicted();
    }
  }

  /** Returns whether this call has ended the connection. */
  private boolean end() {
    if (state.getAndSet(State.CLOSED) == State.CLOSED) {
      return false;
    }
    log.unlisten(listener);
    onClose.run();
    try {
      executor.execute(this::closeSink);
    } catch (RejectedExecutionException e) {
      closeSink();
    }
    return true;
  }

  private void closeSink() {
    sink.close();
    ended.complete(null);
  }

  private void run() {
    boolean more = true;
    while (more) {
      more = step();
    }
  }

  /** Reads and writes once; returns whether to continue at once. */
  private boolean step() {
    if (state.get() == State.CLOSED) {
      return false;
    }
    try {
      List<Frame> frames = next();
      boolean more = unread;
      if (!frames.isEmpty() && !write(frames)) {
        return false;
      }
      return more || !rest();
    } catch (TrimmedException e) {
      // The client reconnects with its cursor and receives a reset event.
      evict();
      return false;
    } catch (RuntimeException e) {
      // Must not propagate to the appending thread; the connection must be closed.
      LOG.log(Level.ERROR, "A connection is closed after an unforeseen failure", e);
      close();
      return false;
    }
  }

  private List<Frame> next() throws TrimmedException {
    List<Frame> frames = new ArrayList<>(firstFrames);
    firstFrames.clear();
    boolean placed = place != null;
    if (placed && !ready) {
      addReady(frames);
    }
    List<EventLog.Entry> read = placed && endingSince == 0 ? log.read(position, BATCH) : List.of();
    List<EventLog.Entry> entries = fitting(read);
    unread = read.size() == BATCH || entries.size() < read.size();
    oldest = null;
    if (!entries.isEmpty()) {
      oldest = entries.get(0);
      TextMerger.frames(entries, frames);
      position = entries.get(entries.size() - 1).position();
    }
    if (heartbeatDue) {
      heartbeatDue = false;
      frames.add(Frame.comment("heartbeat"));
    }
    Frame last = closingFrame;
    if (last != null && !closingFrameSent) {
      if (entries.isEmpty()) {
        closingFrameSent = true;
        frames.add(last);
      }
      unread = !closingFrameSent;
    }
    return frames;
  }

  /**
   * A write is in memory until the client has taken it, so it is bounded, except for a single
   * event.
   */
  private static List<EventLog.Entry> fitting(List<EventLog.Entry> entries) {
    long bytes = 0;
    for (int i = 0; i < entries.size(); i++) {
      bytes += entries.get(i).bytes();
      if (bytes > BATCH_BYTES && i > 0) {
        return entries.subList(0, i);
      }
    }
    return entries;
  }

  /** Returns whether to continue at once: the sink has completed the write already. */
  private boolean write(List<Frame> frames) {
    writingSince = System.nanoTime();
    writing = true;
    CompletableFuture<?> written;
    try {
      written = sink.write(frames).toCompletableFuture();
    } catch (RuntimeException e) {
      written = CompletableFuture.failedFuture(e); // must not propagate to the appending thread
    }
    if (written.isDone()) {
      return onWritten(frames, written.isCompletedExceptionally());
    }
    written.whenComplete(
        (done, failure) -> {
          if (onWritten(frames, failure != null)) {
            submit();
          }
        });
    return false;
  }

  private boolean onWritten(List<Frame> frames, boolean failed) {
    writing = false;
    if (!failed) {
      count(frames);
    }
    if (failed || closingFrameSent) {
      close();
    }
    return state.get() != State.CLOSED;
  }

  private void count(List<Frame> frames) {
    meters.sent(frames);
    // Events from before the connection do not count: their delay is not the server's.
    if (oldest != null && oldest.position() > place.head()) {
      meters.relayed(System.nanoTime() - oldest.nanos());
    }
  }

  /** Returns whether the task ends: there was no signal since its last check. */
  private boolean rest() {
    return state.compareAndSet(State.BUSY, State.IDLE)
        || !state.compareAndSet(State.SIGNALLED, State.BUSY);
  }

  private void submit() {
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException e) {
      // The executor has been shut down.
      close();
    }
  }
}
