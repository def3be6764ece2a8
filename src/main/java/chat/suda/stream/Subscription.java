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
 * A connection: a cursor in a log, and a sink that gets every event after it, in order, once.
 *
 * <p>It is driven by signals. A signal says only that there may be something to write; what is
 * written is read from the log, one write at a time: on the executor, or, where that cannot hold it
 * up, on the thread that has appended, which saves the wake-up of another.
 */
public final class Subscription {

  private static final System.Logger LOG = System.getLogger(Subscription.class.getName());

  private enum State {
    /** Nothing to do. */
    IDLE,
    /** A task reads and writes, or waits for its write to be taken. */
    BUSY,
    /** As {@link #BUSY}, and there was a signal since: look once more. */
    SIGNALLED,
    CLOSED
  }

  /** With more listeners, the appending thread would write for too long. */
  private static final int FEW_LISTENERS = 4;

  private static final int BATCH = 256;
  private static final int BATCH_BYTES = 256 * 1024;

  private final EventLog log;
  private final Sink sink;
  private final Executor executor;
  private final StreamMeters meters;
  private final Runnable onClose;
  private final EventLog.Listener listener = this::appended;

  /** Busy until {@link #open} has set the cursor: a signal before that must not begin to read. */
  private final AtomicReference<State> state = new AtomicReference<>(State.BUSY);

  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile Frame closingFrame;
  private volatile boolean heartbeatDue;

  /** Since when it is to end with what is unread left out; 0: it is not. */
  private volatile long endingSince;

  private volatile long writingSince;
  private volatile boolean writing;
  private final List<Frame> firstFrames = new ArrayList<>(4);
  private volatile EventLog.Place place;
  private boolean ready;
  private boolean cameWithCursor;
  private boolean closingFrameSent;
  private long position;

  /** Whether the log has more than what was read last. */
  private boolean unread;

  /** Of the entries that the present write holds, or {@code null}. */
  private EventLog.Entry oldest;

  /**
   * @param executor runs reads and writes; a task may block as long as the sink does
   * @param onClose called once, when the connection has ended for whatever reason
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
   * Begins: a comment and {@code retry} at once; {@code ready}, maybe {@code reset}, and the events
   * as soon as the log has found the client's place.
   *
   * @param lastEventId the client's cursor, or {@code null} to begin at the log's head
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
    if (state.get() == State.CLOSED) { // checked after it listens, as close() does in reverse
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

  /** Writes at once where the sink takes it and nothing is under way, one write at most. */
  private void appended(int listeners) {
    if (listeners > FEW_LISTENERS || !state.compareAndSet(State.IDLE, State.BUSY)) {
      signal();
    } else if (!sink.isReady() || step()) {
      submit();
    }
  }

  /** Has a heartbeat comment written. Never blocks. */
  public void heartbeat() {
    heartbeatDue = true;
    signal();
  }

  /**
   * Has the client told when to come back, and the connection closed. Never blocks.
   *
   * @return completes when the connection has ended
   */
  public CompletionStage<Void> closeWithRetry(long retryMillis) {
    closingFrame = Frame.retry(retryMillis);
    signal();
    return ended;
  }

  /**
   * Has a last frame written in place of what is unread, and the connection closed. Never blocks.
   */
  public void closeWith(Frame last) {
    closingFrame = last;
    endingSince = System.nanoTime() | 1;
    signal();
  }

  /** How long it has been ending by {@link #closeWith}, in nanoseconds; 0 if it is not. */
  public long endingFor(long nanoTime) {
    return endingSince == 0 ? 0 : nanoTime - endingSince;
  }

  /** How long the present write has been stuck, in nanoseconds; 0 if none is. */
  public long stuckFor(long nanoTime) {
    return writing ? nanoTime - writingSince : 0;
  }

  /** Ends the connection if its client has left, on a server that does not tell. */
  public void closeIfDeparted() {
    if (sink.isClosed()) {
      end();
    }
  }

  /** Ends the connection at once, on the executor, since a sink's close may block. */
  public void close() {
    end();
  }

  /** Gives up a client that does not keep up: as {@link #close}, and counted. */
  public void evict() {
    if (end()) {
      meters.evicted();
    }
  }

  /** Returns whether it was this call that ended the connection. */
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

  /** Reads and writes once; returns whether there is more to do at once. */
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
      // Must not reach the thread that appends, nor leave the connection without an end.
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

  /** A write is held until the client has taken it, so it is bounded; but for a single event. */
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

  /** Returns whether to go on at once: the sink took the frames before it returned. */
  private boolean write(List<Frame> frames) {
    writingSince = System.nanoTime();
    writing = true;
    CompletableFuture<?> written;
    try {
      written = sink.write(frames).toCompletableFuture();
    } catch (RuntimeException e) {
      written = CompletableFuture.failedFuture(e); // must not reach the thread that appends
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
    // What was appended before this connection opened is sent late by no fault of ours.
    if (oldest != null && oldest.position() > place.head()) {
      meters.relayed(System.nanoTime() - oldest.nanos());
    }
  }

  /** Returns whether this task is over: there was no signal since it last looked. */
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
