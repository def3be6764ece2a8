package chat.suda.generation;

import chat.suda.conversation.AnswerEnd;
import chat.suda.conversation.AnswerProgress;
import chat.suda.conversation.AnswerStore;
import chat.suda.conversation.CalledTool;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Writes answers to the database on one thread: texts of running answers twice a second, ends at
 * once, in as few transactions as possible.
 */
@ApplicationScoped
public class AnswerWriter implements AnswerEndStore {

  private static final System.Logger LOG = System.getLogger(AnswerWriter.class.getName());
  private static final long INTERVAL_MILLIS = 500;
  private static final int ROUNDS_FOR_ALL = 4;

  private record Watched(Answer answer, int keptSize) {}

  private record Ended(AnswerStore.End end, CompletableFuture<Void> kept) {}

  private record Called(AnswerStore.Calls calls, CompletableFuture<Void> kept) {}

  /** Sentinel that wakes the writer thread. */
  private static final Ended WAKE = new Ended(null, new CompletableFuture<>());

  private final Map<String, Watched> growing = new ConcurrentHashMap<>();
  private final BlockingQueue<Ended> ends = new LinkedBlockingQueue<>();

  private final BlockingQueue<Called> called = new LinkedBlockingQueue<>();

  /** Texts that are in the log but not stored yet. */
  private final Map<String, AnswerProgress> exact = new ConcurrentHashMap<>();

  private UnstoredEnds unstored;
  private volatile boolean closed;
  private boolean failing;
  private int rounds;

  @Inject AnswerStore store;

  @Resource(lookup = ProviderFactory.THREADS)
  ManagedThreadFactory threads;

  @PostConstruct
  void start() {
    unstored = new UnstoredEnds(store);
    threads.newThread(this::write).start();
  }

  /** Stores the text at intervals from now on, until its end is stored. */
  void watch(Answer answer) {
    growing.put(answer.messageId(), new Watched(answer, 0));
    // It may have ended before it was registered.
    answer.ended().thenAccept(ending -> growing.remove(answer.messageId()));
  }

  /** The number of running answers that are stored. */
  int watched() {
    return growing.size();
  }

  @Override
  public CompletionStage<?> saveEnd(String messageId, long token, AnswerEnd end) {
    growing.remove(messageId);
    CompletableFuture<Void> kept = new CompletableFuture<>();
    ends.add(new Ended(new AnswerStore.End(messageId, token, end), kept));
    return kept;
  }

  @Override
  public void saveEndLater(String messageId, long token, AnswerEnd end) {
    unstored.add(new AnswerStore.End(messageId, token, end));
  }

  @Override
  public CompletionStage<?> saveCalls(String messageId, long token, List<CalledTool> calls) {
    CompletableFuture<Void> kept = new CompletableFuture<>();
    called.add(new Called(new AnswerStore.Calls(messageId, token, calls), kept));
    ends.add(WAKE);
    return kept;
  }

  private void writeCalls() {
    List<Called> batch = new ArrayList<>();
    called.drainTo(batch);
    for (Called one : batch) {
      try {
        store.saveCalls(List.of(one.calls));
        one.kept.complete(null);
      } catch (RuntimeException | Error e) {
        LOG.log(Level.WARNING, "A call of a tool could not be stored", e);
        one.kept.completeExceptionally(e);
      }
    }
  }

  private void write() {
    long next = System.nanoTime();
    while (!closed) {
      List<Ended> batch;
      try {
        batch = batch(next - System.nanoTime());
      } catch (InterruptedException e) {
        return;
      }
      if (System.nanoTime() >= next) {
        next = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(INTERVAL_MILLIS);
        runSafely(this::collectProgress);
        runSafely(unstored::store);
      }
      runSafely(this::writeProgress);
      runSafely(this::writeCalls);
      runSafely(() -> writeEnds(batch));
    }
  }

  /** One thread stores all answers of the node, so no failure may end it. */
  private static void runSafely(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "Answers could not be stored for an unforeseen reason", e);
    }
  }

  /** The ends to be stored; returns as soon as there is one. */
  private List<Ended> batch(long waitNanos) throws InterruptedException {
    List<Ended> batch = new ArrayList<>();
    Ended first = ends.poll(Math.max(0, waitNanos), TimeUnit.NANOSECONDS);
    if (first != null) {
      batch.add(first);
      ends.drainTo(batch);
      batch.removeIf(one -> one == WAKE);
    }
    return batch;
  }

  private void collectProgress() {
    // At intervals also those that have not grown, so that their stored log position stays recent.
    boolean all = ++rounds % ROUNDS_FOR_ALL == 0;
    growing.forEach(
        (id, watched) -> {
          int size = watched.answer.size();
          if (all || size > watched.keptSize) {
            growing.replace(id, watched, new Watched(watched.answer, size));
            CompletionStage<Answer.Snapshot> snapshot = watched.answer.snapshot();
            snapshot.thenAccept(now -> exact.put(id, growing(watched, now)));
            if (!snapshot.toCompletableFuture().isDone()) {
              snapshot.thenRun(() -> ends.add(WAKE));
            }
          }
        });
  }

  private void writeProgress() {
    List<AnswerProgress> texts = new ArrayList<>(exact.values());
    texts.forEach(text -> exact.remove(text.messageId(), text));
    texts.removeIf(text -> !growing.containsKey(text.messageId()));
    if (!texts.isEmpty()) {
      store(texts);
    }
  }

  private static AnswerProgress growing(Watched watched, Answer.Snapshot now) {
    return new AnswerProgress(
        watched.answer.messageId(),
        now.content(),
        now.reasoning(),
        now.cursor(),
        watched.answer.token());
  }

  private void store(List<AnswerProgress> texts) {
    try {
      store.saveProgress(texts);
      failing = false;
    } catch (RuntimeException e) {
      if (!failing) {
        LOG.log(Level.WARNING, "Running answers cannot be stored; trying on", e);
      }
      failing = true;
      // Retried in the next round, whether or not they have grown.
      texts.forEach(
          text ->
              growing.computeIfPresent(
                  text.messageId(), (id, watched) -> new Watched(watched.answer, 0)));
    }
  }

  private void writeEnds(List<Ended> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      store.saveEnds(batch.stream().map(Ended::end).toList());
      batch.forEach(one -> one.kept.complete(null));
    } catch (RuntimeException | Error e) {
      // One entry may be invalid, or the failure transient: write them one by one.
      batch.forEach(this::writeAlone);
    }
  }

  private void writeAlone(Ended one) {
    try {
      store.saveEnds(List.of(one.end));
      one.kept.complete(null);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "The end of an answer could not be stored", e);
      one.kept.completeExceptionally(e);
    }
  }

  @PreDestroy
  void close() {
    closed = true;
    // Not by an interrupt, at which H2 closes its file.
    ends.add(WAKE);
  }
}
