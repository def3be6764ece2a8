package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.provider.openai.ModelsClient;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The models that the upstream lists, asked for at most once a minute.
 *
 * <p>Nobody waits for an upstream that is slow to say: until it does, what it said before counts,
 * and before that the configured model.
 */
@ApplicationScoped
public class ModelCatalog {

  private static final Logger LOG = System.getLogger(ModelCatalog.class.getName());
  private static final Duration FRESH = Duration.ofMinutes(1);

  /** After a failure the upstream is left alone for a moment. */
  private static final Duration REST = Duration.ofSeconds(10);

  /** How long an answer is waited for, by all who came since the question. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /**
   * What the upstream said last.
   *
   * @param ids what it ever said, {@code null} where it did not yet
   */
  private record Listing(List<String> ids, Duration age, long nanos) {

    boolean fresh() {
      return System.nanoTime() - nanos < age.toNanos();
    }
  }

  /** {@code null} before the first answer or failure. */
  private volatile Listing listing;

  private CompletableFuture<Void> asking = CompletableFuture.completedFuture(null);
  private CompletableFuture<Void> patience = asking;

  @Inject ModelsClient models;
  @Inject Settings settings;

  /** Not an executor's thread: an upstream that trickles could keep it for ever. */
  @Resource ManagedThreadFactory threads;

  /**
   * The models offered. Blocks for a second at most.
   *
   * @throws ApiException 502 where the upstream could not be asked, now or before
   */
  List<String> fetch() {
    Listing latest = latest();
    if (latest != null && latest.ids == null) {
      throw new ApiException(502, "upstream.models");
    }
    return latest == null ? configured() : latest.ids;
  }

  /** The same, but never an error: the configured model at least. */
  List<String> known() {
    Listing latest = latest();
    return latest == null || latest.ids == null ? configured() : latest.ids;
  }

  private List<String> configured() {
    return List.of(settings.upstream().model());
  }

  private Listing latest() {
    Listing latest = listing;
    if (latest == null || !latest.fresh()) {
      ask().join();
      latest = listing;
    }
    return latest;
  }

  private synchronized CompletableFuture<Void> ask() {
    if (asking.isDone() && (listing == null || !listing.fresh())) {
      asking = CompletableFuture.runAsync(this::listen, task -> threads.newThread(task).start());
      patience = asking.copy().completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
    return patience;
  }

  private void listen() {
    try {
      listing = new Listing(models.list(), FRESH, System.nanoTime());
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "The models are not known", e);
      listing = new Listing(listing == null ? null : listing.ids, REST, System.nanoTime());
    }
  }
}
