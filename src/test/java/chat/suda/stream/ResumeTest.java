package chat.suda.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.stream.ChatEvent.Done;
import chat.suda.stream.ChatEvent.Text;
import chat.suda.stream.EventLog.Bounds;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReaderFactory;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reconnecting clients, with many messages in one log and many threads. */
class ResumeTest {

  /** Json itself looks for its provider at every call. */
  private static final JsonReaderFactory JSON = Json.createReaderFactory(Map.of());

  private static final int MESSAGES = 20;
  private static final int WRITERS = 4;
  private static final int TOKENS = 30;
  private static final int EVENTS = MESSAGES * (2 * TOKENS + 1);

  private final ExecutorService executor = Executors.newFixedThreadPool(4);
  private final ExecutorService others = Executors.newCachedThreadPool();
  private final StreamMeters meters = new StreamMeters(new SimpleMeterRegistry());
  private final MemoryLog log = new MemoryLog(new Bounds(10_000, 1 << 24, Duration.ofHours(1)));

  @AfterEach
  void stopExecutors() {
    executor.shutdownNow();
    others.shutdownNow();
  }

  @Test
  void losesAndDoublesNothingWhereverItIsCutWhileTwentyMessagesGrow() throws Exception {
    List<Future<?>> running = new ArrayList<>();
    List<Reader> readers = new ArrayList<>();
    String beginning = log.id(0);
    for (int client = 1; client <= 8; client++) {
      Reader reader = new Reader(beginning);
      int frames = client;
      readers.add(reader);
      running.add(others.submit(() -> reader.readToTheEnd(frames)));
    }
    for (int writer = 0; writer < WRITERS; writer++) {
      int first = writer;
      running.add(others.submit(() -> write(first)));
    }
    for (Future<?> one : running) {
      one.get(30, TimeUnit.SECONDS);
    }
    for (Reader reader : readers) {
      reader.assertWhole();
      assertEquals(log.id(log.head()), reader.cursor);
    }
  }

  @Test
  void resumesFromEveryIdThatWasSentMergedOnesToo() throws Exception {
    write(0);
    write(1);
    // A far reader: texts of one message that follow each other come merged.
    Reader whole = new Reader(log.id(0));
    List<Frame> frames = whole.takeRest();
    long merged = frames.stream().filter(frame -> frame.id() != null).count();
    assertTrue(merged < log.head(), "nothing was merged");
    for (int cut = 1; cut <= frames.size(); cut++) {
      Reader reader = new Reader(log.id(0));
      reader.take(frames.subList(0, cut));
      reader.takeRest();
      assertEquals(whole.lengths, reader.lengths);
      assertEquals(whole.ends, reader.ends);
    }
  }

  @Test
  void aWriteHoldsNoMoreThanAClientThatDoesNotReadMayCost() {
    String token = "가".repeat(30_000);
    for (int i = 0; i < 40; i++) {
      log.append(new Text("c", "m", i * token.length(), token, "model", null));
    }
    Reader reader = new Reader(log.id(0));
    List<Frame> frames = reader.takeRest();
    assertEquals(Map.of("m", 40 * token.length()), reader.lengths);
    for (Frame frame : frames) {
      int length = frame.data() == null ? 0 : frame.data().length();
      assertTrue(length <= 128 * 1024, () -> length + " characters in one write");
    }
  }

  @Test
  void whatIsCutInARaceWithAppendsIsContinuedAThousandTimes() throws Exception {
    Reader reader = new Reader(log.id(0));
    AtomicInteger length = new AtomicInteger();
    for (int round = 0; round < 1000; round++) {
      int cutAfter = round % 20;
      AtomicInteger closed = new AtomicInteger();
      CyclicBarrier together = new CyclicBarrier(2);
      Cut sink = new Cut(Integer.MAX_VALUE);
      Subscription connection =
          new Subscription(log, sink, executor, meters, closed::incrementAndGet);
      Future<?> appends =
          others.submit(
              () -> {
                together.await();
                for (int i = 0; i < 20; i++) {
                  log.append(new Text("c", "m", length.getAndIncrement(), "x", "model", null));
                }
                return null;
              });
      connection.open(reader.cursor, 2000);
      together.await(10, TimeUnit.SECONDS);
      for (int i = 0; i < cutAfter * 50; i++) {
        Thread.onSpinWait();
      }
      connection.close();
      sink.awaitClosed();
      reader.take(sink.frames());
      appends.get(10, TimeUnit.SECONDS);
      assertEquals(1, closed.get());
    }
    reader.takeRest();
    assertEquals(Map.of("m", 20_000), reader.lengths);
  }

  /** Appends this writer's messages, a token of each by turns; some tokens follow each other. */
  private Void write(int writer) {
    for (int token = 0; token < TOKENS; token++) {
      for (int message = writer; message < MESSAGES; message += WRITERS) {
        for (int half = 0; half < 2; half++) {
          log.append(new Text("c", "m" + message, 2 * token + half, "x", "model", null));
        }
      }
    }
    for (int message = writer; message < MESSAGES; message += WRITERS) {
      log.append(new Done("c", "m" + message, "stop", 2 * TOKENS, null));
    }
    return null;
  }

  /** A client: what it has of each message, and the id of the last event that it took. */
  private final class Reader {

    final Map<String, Integer> lengths = new HashMap<>();
    final Map<String, Integer> ends = new HashMap<>();
    String cursor;

    Reader(String cursor) {
      this.cursor = cursor;
    }

    Cut connect(int frames) {
      Cut sink = new Cut(frames);
      new Subscription(log, sink, executor, meters, () -> {}).open(cursor, 2000);
      return sink;
    }

    /** Takes all that there is. */
    List<Frame> takeRest() {
      Cut sink = new Cut(Integer.MAX_VALUE);
      Subscription connection = new Subscription(log, sink, executor, meters, () -> {});
      connection.open(cursor, 2000);
      List<Frame> frames = sink.awaitHead();
      connection.close();
      take(frames);
      return frames;
    }

    /** Is cut after that many events, repeatedly. */
    Void readToTheEnd(int events) {
      while (ends.size() < MESSAGES) {
        // Beside the events: the comment, retry and ready.
        take(connect(events + 3).awaitCut());
      }
      return null;
    }

    void take(List<Frame> frames) {
      for (Frame frame : frames) {
        if (frame.data() != null) {
          JsonObject event = JSON.createReader(new StringReader(frame.data())).readObject();
          take(event.getString("type"), event, frame.id());
        }
      }
    }

    private void take(String type, JsonObject event, String id) {
      switch (type) {
        case "ready" -> assertEquals(cursor, id);
        case "text" -> {
          String message = event.getString("messageId");
          assertEquals(lengths.getOrDefault(message, 0), event.getInt("offset"), message);
          lengths.merge(message, event.getString("content").length(), Integer::sum);
        }
        case "done" -> ends.merge(event.getString("messageId"), 1, Integer::sum);
        default -> throw new AssertionError(event);
      }
      cursor = id;
    }

    void assertWhole() {
      assertEquals(MESSAGES, lengths.size());
      lengths.values().forEach(length -> assertEquals(2 * TOKENS, length));
      ends.values().forEach(count -> assertEquals(1, count));
    }
  }

  /** Accepts a number of frames; then its client has disconnected. */
  private final class Cut implements Sink {

    private final List<Frame> frames = new ArrayList<>();
    private final int most;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch head = new CountDownLatch(1);
    private final CountDownLatch cut = new CountDownLatch(1);

    Cut(int most) {
      this.most = most;
    }

    @Override
    public synchronized CompletionStage<Void> write(List<Frame> more) {
      if (cut.getCount() == 0 || closed.getCount() == 0) {
        return CompletableFuture.failedStage(new IOException("gone"));
      }
      frames.addAll(more.subList(0, Math.min(more.size(), most - frames.size())));
      Frame last = frames.get(frames.size() - 1);
      if (log.id(log.head()).equals(last.id())) {
        head.countDown();
      }
      if (frames.size() < most && !log.id(EVENTS).equals(last.id())) {
        return CompletableFuture.completedStage(null);
      }
      cut.countDown();
      return CompletableFuture.failedStage(new IOException("gone"));
    }

    @Override
    public void close() {
      closed.countDown();
    }

    synchronized List<Frame> frames() {
      return List.copyOf(frames);
    }

    void awaitClosed() {
      await(closed);
    }

    /** What it took until it was cut, or had all. */
    List<Frame> awaitCut() {
      await(cut);
      return frames();
    }

    List<Frame> awaitHead() {
      await(head);
      return frames();
    }

    private void await(CountDownLatch latch) {
      try {
        assertTrue(latch.await(20, TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
