package chat.suda.limits;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.concurrent.ManagedThreadFactoryDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Records the usage of answers: many in one transaction, on its own thread. Entries without a
 * person are written every 250 ms, since a transaction costs more than many entries.
 */
@ApplicationScoped
@ManagedThreadFactoryDefinition(name = UsageLedger.THREADS)
public class UsageLedger {

  static final String THREADS = "java:app/concurrent/suda-usage";

  private static final System.Logger LOG = System.getLogger(UsageLedger.class.getName());
  private static final int BATCH = 200;
  private static final long INTERVAL_MILLIS = 250;

  private record Pending(UsageEntry entry, CompletableFuture<Void> written) {}

  private static final Pending WAKE = new Pending(null, null);

  private final BlockingQueue<Pending> queue = new LinkedBlockingQueue<>();

  /** Entries that are written at intervals. */
  private final Queue<Pending> later = new ConcurrentLinkedQueue<>();

  private volatile boolean closed;

  @Inject UsageStore store;

  @Resource(lookup = THREADS)
  ManagedThreadFactory threads;

  @PostConstruct
  void start() {
    threads.newThread(this::run).start();
  }

  /** Initializes this bean where resources can be injected, which threads of answers cannot. */
  public void begin() {
    // Done by the container before this call.
  }

  /**
   * Records an entry, replacing the reservation of the same id. Never blocks.
   *
   * @return completes, always normally, when it is written or could not be
   */
  public CompletionStage<Void> write(UsageEntry entry) {
    Pending pending = new Pending(entry, new CompletableFuture<>());
    if (entry.person() == null) {
      later.add(pending);
    } else {
      queue.add(pending);
    }
    return pending.written;
  }

  private void run() {
    long next = System.nanoTime();
    while (!closed || !queue.isEmpty() || !later.isEmpty()) {
      List<Pending> batch = new ArrayList<>();
      try {
        Pending first = queue.poll(next - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (first != null) {
          batch.add(first);
          queue.drainTo(batch, BATCH);
          batch.removeIf(one -> one == WAKE);
        }
      } catch (InterruptedException e) {
        return;
      }
      if (closed || System.nanoTime() - next >= 0) {
        next = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(INTERVAL_MILLIS);
        for (Pending one = later.poll(); one != null; one = later.poll()) {
          batch.add(one);
        }
      }
      write(batch);
    }
  }

  private void write(List<Pending> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      store.write(batch.stream().map(Pending::entry).toList());
    } catch (RuntimeException | Error e) {
      // One entry may be invalid, or the failure transient: write them one by one.
      batch.forEach(this::writeAlone);
    }
    batch.forEach(one -> one.written.complete(null));
  }

  private void writeAlone(Pending one) {
    try {
      store.write(List.of(one.entry));
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "What an answer has cost could not be stored", e);
    }
  }

  @PreDestroy
  void close() {
    closed = true;
    // Not by an interrupt, at which H2 closes its file.
    queue.add(WAKE);
  }
}
