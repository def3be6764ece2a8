package chat.suda.rest;

import chat.suda.config.UpstreamSettings;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The models of one server, queried at most once a minute. Callers do not wait for a slow server:
 * the previous list is used until it responds.
 */
final class ModelListing {

  private static final Logger LOG = System.getLogger(ModelListing.class.getName());
  private static final Duration FRESH = Duration.ofMinutes(1);

  /** Minimum time between attempts after a failure. */
  private static final Duration RETRY_PAUSE = Duration.ofSeconds(10);

  /** Time-out for all callers since the query. */
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  /** Time-out while there is no list: the first query after a start is slow on this side, too. */
  private static final Duration FIRST_TIMEOUT = Duration.ofSeconds(3);

  /**
   * The known models.
   *
   * @param ids the server's latest list; empty before its first response
   * @param failed whether the latest query failed
   */
  record State(Optional<List<String>> ids, boolean failed, Duration age, long nanos) {

    private boolean fresh() {
      return System.nanoTime() - nanos < age.toNanos();
    }
  }

  private final UpstreamSettings upstream;
  private final Supplier<List<String>> source;
  private final Executor threads;
  private volatile State state;
  private CompletableFuture<Void> asking = CompletableFuture.completedFuture(null);
  private CompletableFuture<Void> patience = asking;

  /**
   * @param source queries the server; may block
   * @param threads runs the query
   */
  ModelListing(UpstreamSettings upstream, Supplier<List<String>> source, Executor threads) {
    this.upstream = upstream;
    this.source = source;
    this.threads = threads;
  }

  UpstreamSettings upstream() {
    return upstream;
  }

  /** Queries the server if due; completes within a second, the first time within three. */
  synchronized CompletableFuture<Void> refresh() {
    if (!upstream.models().isEmpty() || state != null && state.fresh()) {
      return CompletableFuture.completedFuture(null);
    }
    if (asking.isDone()) {
      asking = CompletableFuture.runAsync(this::ask, threads);
      Duration most = state == null ? FIRST_TIMEOUT : TIMEOUT;
      patience = asking.copy().completeOnTimeout(null, most.toMillis(), TimeUnit.MILLISECONDS);
    }
    return patience;
  }

  /** The current list: the configured models, else the server's latest. */
  State state() {
    if (!upstream.models().isEmpty()) {
      List<String> ids = upstream.models().stream().map(upstream::qualified).toList();
      return new State(Optional.of(ids), false, FRESH, 0);
    }
    State known = state;
    return known == null ? new State(Optional.empty(), false, FRESH, 0) : known;
  }

  private void ask() {
    try {
      state = new State(Optional.of(source.get()), false, FRESH, System.nanoTime());
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "The models are not known", e);
      Optional<List<String>> before = state == null ? Optional.empty() : state.ids;
      state = new State(before, true, RETRY_PAUSE, System.nanoTime());
    }
  }
}
