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
 * The models of one server, asked for at most once a minute. Nobody waits for a server that is slow
 * to answer: until it does, what it said before counts.
 */
final class ModelListing {

  private static final Logger LOG = System.getLogger(ModelListing.class.getName());
  private static final Duration FRESH = Duration.ofMinutes(1);

  /** Minimum time between attempts after a failure. */
  private static final Duration RETRY_PAUSE = Duration.ofSeconds(10);

  /** How long an answer is waited for, by all who came since the question. */
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  /** The same while nothing is known: the first question after a start is slow on our side, too. */
  private static final Duration FIRST_TIMEOUT = Duration.ofSeconds(3);

  /**
   * What is known of the models.
   *
   * @param ids what the server said last; empty before its first answer
   * @param failed whether it could not be asked the last time
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
   * @param source asks the server; may block
   * @param threads runs that
   */
  ModelListing(UpstreamSettings upstream, Supplier<List<String>> source, Executor threads) {
    this.upstream = upstream;
    this.source = source;
    this.threads = threads;
  }

  UpstreamSettings upstream() {
    return upstream;
  }

  /** Asks the server if it is time to; completes in a second at most, the first time in three. */
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

  /** What is known now: the configured models, else what the server said. */
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
