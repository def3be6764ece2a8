package chat.suda.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.stream.ChatEvent.Text;
import chat.suda.stream.EventLog.Bounds;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SubscriptionTest {

  private final ExecutorService executor = Executors.newFixedThreadPool(4);
  private final MemoryLog log = new MemoryLog(new Bounds(10_000, 1 << 24, Duration.ofHours(1)));
  private final AtomicInteger closed = new AtomicInteger();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final StreamMeters meters = new StreamMeters(registry);

  @AfterEach
  void stopExecutor() {
    executor.shutdownNow();
  }

  @Test
  void greetsBeforeAnyEvent() {
    append(3);
    RecordingSink sink = new RecordingSink();
    connect(sink).open(null, 2000);
    sink.await(3);
    assertEquals(": suda\n\n", sink.frames.get(0).toString());
    assertEquals("retry: 2000\n\n", sink.frames.get(1).toString());
    assertEquals(log.id(3), sink.frames.get(2).id());
    assertEquals("{\"type\":\"ready\"}", sink.frames.get(2).data());
    append(1);
    sink.await(4);
    assertEquals(log.id(4), sink.frames.get(3).id(), "nothing old was sent");
  }

  @Test
  void readsNothingBeforeItIsOpenedHoweverItIsSignalled() {
    append(5);
    RecordingSink sink = new RecordingSink();
    List<Runnable> tasks = new ArrayList<>();
    Subscription connection =
        new Subscription(log, sink, tasks::add, meters, closed::incrementAndGet);
    connection.signal();
    connection.heartbeat();
    assertEquals(List.of(), tasks, "the cursor is not known yet");
    connection.open(log.id(5), 2000);
    assertEquals(1, tasks.size());
    tasks.get(0).run();
    assertEquals("", sink.text());
    assertEquals(log.id(5), sink.frames.get(2).id());
    assertEquals(": heartbeat\n\n", sink.frames.get(3).toString());
  }

  @Test
  void resumesAfterTheLastEventId() {
    append(5);
    RecordingSink sink = new RecordingSink();
    connect(sink).open(log.id(2), 2000);
    sink.await(4);
    assertEquals(log.id(2), sink.frames.get(2).id());
    assertEquals("eee", sink.text());
    assertEquals(log.id(5), sink.lastId());
    assertEquals(1, count("suda.resumes"));
    assertEquals(0, count("suda.resets"));
  }

  @Test
  void resetsRightAfterReadyWhereTheCursorIsNotKnown() {
    append(5);
    for (String cursor : List.of("", "nonsense", log.id(6), "x".repeat(10_000))) {
      RecordingSink sink = new RecordingSink();
      connect(sink).open(cursor, 2000);
      sink.await(4);
      assertEquals("{\"type\":\"ready\"}", sink.frames.get(2).data());
      assertEquals("{\"type\":\"reset\"}", sink.frames.get(3).data());
      assertEquals(log.id(5), sink.frames.get(3).id());
    }
    assertEquals(4, count("suda.resets"));
    assertEquals(0, count("suda.resumes"));
  }

  @Test
  void losesAndDoublesNothingWhileEventsAreAppendedAndClientsComeBackAtEveryEvent()
      throws Exception {
    int events = 2000;
    CountDownLatch go = new CountDownLatch(1);
    executor.execute(
        () -> {
          awaitUnchecked(go);
          append(events);
        });
    String cursor = log.id(0);
    StringBuilder whole = new StringBuilder();
    go.countDown();
    int connections = 0;
    while (whole.length() < events) {
      connections++;
      // Each connection accepts only a few frames before the client is cut off.
      RecordingSink sink = new RecordingSink(3 + connections % 7);
      Subscription connection = connect(sink);
      connection.open(cursor, 2000);
      RecordingSink.until(() -> sink.isCut() || whole.length() + sink.text().length() == events);
      connection.close();
      whole.append(sink.text());
      cursor = sink.lastId() == null ? cursor : sink.lastId();
    }
    assertEquals("e".repeat(events), whole.toString());
    assertTrue(connections > 1);
  }

  @Test
  void neverHasTwoWritesInFlightUnderAThousandRacingSignals() {
    RecordingSink sink = new RecordingSink();
    Subscription connection = connect(sink);
    connection.open(null, 2000);
    for (int i = 0; i < 1000; i++) {
      executor.execute(connection::signal);
      executor.execute(connection::heartbeat);
      append(1);
    }
    sink.awaitText(1000);
    assertEquals(1, sink.mostAtOnce.get());
    assertEquals(1000, sink.text().length());
  }

  @Test
  void mergesAdjacentTextsOfOneMessageForAConnectionThatLags() {
    SlowSink sink = new SlowSink();
    connect(sink).open(null, 2000);
    sink.awaitWrite();
    append(100);
    log.append(new ChatEvent.Done("c", "m", "stop", 100, null));
    sink.release();
    sink.await(5);
    assertEquals("e".repeat(100), sink.text());
    Frame merged = sink.frames.get(3);
    assertEquals(log.id(100), merged.id());
    assertTrue(merged.data().contains("\"offset\":0,"), merged.data());
    RecordingSink.until(() -> count("suda.events.sent") == 3);
  }

  @Test
  void closesAClientThatFellBehindTheLogSoThatItComesBackAndResets() {
    SlowSink sink = new SlowSink();
    connect(sink).open(null, 2000);
    sink.awaitWrite();
    append(10_100);
    sink.release();
    sink.awaitClosed();
    assertEquals(1, closed.get());
    RecordingSink.until(() -> count("suda.evictions") == 1);
  }

  @Test
  void countsAClientThatIsGivenUpOnceAndOneThatLeavesNever() {
    Subscription leaves = connect(new RecordingSink());
    leaves.open(null, 2000);
    leaves.close();
    leaves.evict();
    assertEquals(0, count("suda.evictions"));
    Subscription stuck = connect(new RecordingSink());
    stuck.open(null, 2000);
    stuck.evict();
    stuck.evict();
    assertEquals(1, count("suda.evictions"));
  }

  @Test
  void countsTheEventsAndTheBytesThatTheSinkTook() {
    RecordingSink sink = new RecordingSink();
    Subscription connection = connect(sink);
    connection.open(null, 2000);
    log.append(new Text("c", "m", 0, "안녕", "model", null));
    sink.await(4);
    connection.heartbeat();
    sink.await(5);
    RecordingSink.until(() -> count("suda.bytes.sent") == sink.bytes());
    assertEquals(2, count("suda.events.sent"), "ready and text; comments and retry are no events");
  }

  @Test
  void countsNothingThatTheSinkDidNotTake() {
    RecordingSink sink = new RecordingSink(0);
    connect(sink).open(null, 2000);
    sink.awaitClosed();
    assertEquals(0, count("suda.events.sent"));
    assertEquals(0, count("suda.bytes.sent"));
  }

  @Test
  void timesTheRelayOfWhatIsAppendedButNotOfWhatIsReplayed() {
    append(5);
    SlowSink sink = new SlowSink();
    connect(sink).open(log.id(0), 2000);
    sink.awaitWrite();
    long before = System.nanoTime();
    append(3);
    sink.release();
    sink.await(5);
    Timer relay = registry.get("suda.relay.delay").timer();
    RecordingSink.until(() -> relay.count() == 1);
    assertTrue(relay.totalTime(TimeUnit.NANOSECONDS) > 0);
    assertTrue(relay.totalTime(TimeUnit.NANOSECONDS) <= System.nanoTime() - before);
  }

  @Test
  void tellsHowLongAWriteIsStuckAndIsClosedMeanwhile() {
    SlowSink sink = new SlowSink();
    Subscription connection = connect(sink);
    connection.open(null, 2000);
    sink.awaitWrite();
    assertTrue(connection.stuckFor(System.nanoTime() + 1_000_000_000) > 0);
    connection.close();
    sink.awaitClosed();
    assertEquals(1, closed.get());
  }

  @Test
  void partsWithARetryAfterAllEvents() {
    RecordingSink sink = new RecordingSink();
    Subscription connection = connect(sink);
    connection.open(null, 2000);
    append(20);
    connection.closeWithRetry(3500);
    sink.awaitClosed();
    assertEquals("e".repeat(20), sink.text());
    assertEquals("retry: 3500\n\n", sink.frames.get(sink.frames.size() - 1).toString());
  }

  @Test
  void endsOnceHoweverManyCloseItAThousandTimes() throws Exception {
    for (int i = 0; i < 1000; i++) {
      RecordingSink sink = new RecordingSink();
      closed.set(0);
      Subscription connection = connect(sink);
      connection.open(null, 2000);
      CountDownLatch both = new CountDownLatch(2);
      for (int racer = 0; racer < 2; racer++) {
        executor.execute(
            () -> {
              connection.close();
              both.countDown();
            });
      }
      append(1);
      assertTrue(both.await(10, TimeUnit.SECONDS));
      sink.awaitClosed();
      assertEquals(1, closed.get());
    }
  }

  @Test
  void writesOnTheAppendingThreadWhereTheSinkTakesItAtOnce() {
    ReadySink sink = new ReadySink();
    connect(sink).open(null, 2000);
    sink.await(3);
    RecordingSink.until(() -> appendsHere(sink));
    assertEquals(sink.text().length(), log.head());
  }

  /** Whether an event is with the client when its append returns: not while a task is under way. */
  private boolean appendsHere(ReadySink sink) {
    append(1);
    return sink.writer == Thread.currentThread() && sink.lastId().equals(log.id(log.head()));
  }

  @Test
  void leavesTheWriteToTheExecutorWhereManyListenOrTheSinkWouldWait() {
    RecordingSink waits = new RecordingSink();
    List<Runnable> tasks = new ArrayList<>();
    new Subscription(log, waits, tasks::add, meters, () -> {}).open(null, 2000);
    runAll(tasks);
    append(1);
    assertEquals("", waits.text(), "a sink that may wait was written to by who appends");
    runAll(tasks);
    assertEquals("e", waits.text());
    List<ReadySink> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(new ReadySink());
      new Subscription(log, many.get(i), tasks::add, meters, () -> {}).open(null, 2000);
    }
    runAll(tasks);
    append(1);
    assertTrue(many.stream().allMatch(sink -> sink.text().isEmpty()));
    runAll(tasks);
    assertTrue(many.stream().allMatch(sink -> sink.text().equals("e")));
  }

  @Test
  void doesNotHoldUpWhoAppendsWhereAWriteIsNotTakenOrFails() {
    ReadySink stuck = new ReadySink();
    ReadySink broken = new ReadySink();
    connect(stuck).open(null, 2000);
    connect(broken).open(null, 2000);
    stuck.await(3);
    broken.await(3);
    RecordingSink.until(() -> appendsHere(stuck) && appendsHere(broken));
    stuck.outcome = new CompletableFuture<>();
    broken.outcome = null;
    append(500);
    assertEquals(500, log.head() - position(stuck.lastId()) + 1, "one write, and no second");
    broken.awaitClosed();
    stuck.outcome.complete(null);
    stuck.outcome = CompletableFuture.completedFuture(null);
    RecordingSink.until(() -> stuck.lastId().equals(log.id(log.head())));
    assertEquals(stuck.text().length(), log.head());
  }

  private static long position(String id) {
    return Long.parseLong(id.substring(id.indexOf('-') + 1));
  }

  private static void runAll(List<Runnable> tasks) {
    while (!tasks.isEmpty()) {
      tasks.remove(0).run();
    }
  }

  @Test
  void losesAndDoublesNothingWhereSeveralAppendAndWriteAtOnce() throws Exception {
    ReadySink sink = new ReadySink();
    Subscription connection = connect(sink);
    connection.open(null, 2000);
    int threads = 4;
    int each = 2000;
    CountDownLatch done = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      executor.execute(
          () -> {
            for (int n = 0; n < each; n++) {
              append(1);
              if (n % 50 == 0) {
                connection.heartbeat();
              }
            }
            done.countDown();
          });
    }
    assertTrue(done.await(30, TimeUnit.SECONDS));
    RecordingSink.until(() -> sink.text().length() == threads * each);
    assertEquals(1, sink.mostAtOnce.get());
    long before = 0;
    for (Frame frame : sink.frames) {
      if (frame.id() != null) {
        assertTrue(position(frame.id()) >= before, "out of order");
        before = position(frame.id());
      }
    }
  }

  private Subscription connect(Sink sink) {
    return new Subscription(log, sink, executor, meters, closed::incrementAndGet);
  }

  private double count(String counter) {
    return registry.get(counter).counter().count();
  }

  private void append(int count) {
    for (int i = 0; i < count; i++) {
      log.append(new Text("c", "m", (int) log.head(), "e", "model", null));
    }
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Never waits; its writes complete, do not complete yet, or throw if there is no outcome. */
  private static final class ReadySink extends RecordingSink {

    private volatile Thread writer;
    private volatile CompletableFuture<Void> outcome = CompletableFuture.completedFuture(null);

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public CompletionStage<Void> write(List<Frame> more) {
      writer = Thread.currentThread();
      CompletableFuture<Void> taken = outcome;
      if (taken == null) {
        throw new IllegalStateException("a sink that fails");
      }
      super.write(more);
      return taken;
    }
  }

  /** Accepts frames at once, up to a number; then its client has disconnected. */
  private static class RecordingSink implements Sink {

    final List<Frame> frames = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger mostAtOnce = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final CountDownLatch cut = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final int most;

    RecordingSink() {
      this(Integer.MAX_VALUE);
    }

    RecordingSink(int most) {
      this.most = most;
    }

    @Override
    public CompletionStage<Void> write(List<Frame> more) {
      mostAtOnce.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
      for (Frame frame : more) {
        if (frames.size() >= most) {
          cut.countDown();
          return CompletableFuture.failedStage(new java.io.IOException("gone"));
        }
        frames.add(frame);
      }
      inFlight.decrementAndGet();
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void close() {
      cut.countDown();
      closed.countDown();
    }

    String text() {
      StringBuilder text = new StringBuilder();
      synchronized (frames) {
        for (Frame frame : frames) {
          if (frame.data() != null && frame.data().contains("\"content\":\"")) {
            text.append(frame.data().replaceFirst(".*\"content\":\"(.*?)\".*", "$1"));
          }
        }
      }
      return text.toString();
    }

    int bytes() {
      int bytes = 0;
      synchronized (frames) {
        for (Frame frame : frames) {
          bytes += frame.toString().getBytes(StandardCharsets.UTF_8).length;
        }
      }
      return bytes;
    }

    String lastId() {
      String id = null;
      synchronized (frames) {
        for (Frame frame : frames) {
          id = frame.id() == null ? id : frame.id();
        }
      }
      return id;
    }

    void await(int count) {
      until(() -> frames.size() >= count);
    }

    void awaitText(int length) {
      until(() -> text().length() >= length);
    }

    boolean isCut() {
      return cut.getCount() == 0;
    }

    void awaitClosed() {
      awaitLatch(closed);
    }

    static void awaitLatch(CountDownLatch latch) {
      try {
        assertTrue(latch.await(10, TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    static void until(java.util.function.BooleanSupplier condition) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (!condition.getAsBoolean()) {
        assertTrue(System.nanoTime() < deadline, "not in time");
        Thread.onSpinWait();
      }
    }
  }

  /** Completes no write until it is released. */
  private static final class SlowSink extends RecordingSink {

    private final CompletableFuture<Void> released = new CompletableFuture<>();
    private final CountDownLatch asked = new CountDownLatch(1);

    @Override
    public CompletionStage<Void> write(List<Frame> more) {
      asked.countDown();
      return released.thenCompose(nothing -> super.write(more));
    }

    void awaitWrite() {
      awaitLatch(asked);
    }

    void release() {
      released.complete(null);
    }
  }
}
