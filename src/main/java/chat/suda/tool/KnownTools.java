package chat.suda.tool;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The cached tool list of one server; at most one query at a time. */
final class KnownTools {

  private static final System.Logger LOG = System.getLogger(KnownTools.class.getName());

  /** Time-out of an answer for a list that has not been loaded. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Age after which a list is loaded again, in the background. */
  private static final Duration FRESH = Duration.ofMinutes(5);

  /** Pause after a failed query. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final String server;
  private final Supplier<CompletableFuture<List<OfferedTool>>> list;
  private List<OfferedTool> known;
  private CompletableFuture<List<OfferedTool>> listing;
  private long askAgainAt = System.nanoTime();
  private boolean outdated;
  private boolean failing;

  /**
   * @param server its name, for the log
   * @param list queries the server
   */
  KnownTools(String server, Supplier<CompletableFuture<List<OfferedTool>>> list) {
    this.server = server;
    this.list = list;
  }

  /**
   * The server's tools; queried if unknown or old. Never fails. No answer waits for a server whose
   * last query has failed: it has none until one succeeds.
   */
  synchronized CompletionStage<List<OfferedTool>> get() {
    if (listing == null && (outdated || System.nanoTime() - askAgainAt >= 0)) {
      ask();
    }
    if (known != null || listing == null || failing) {
      return CompletableFuture.completedStage(known == null ? List.of() : known);
    }
    return listing;
  }

  /** Invalidates the list: the next answer waits for a new one. */
  synchronized void outdate() {
    outdated = true;
  }

  private void ask() {
    if (outdated) {
      known = null;
      outdated = false;
    }
    CompletableFuture<List<OfferedTool>> attempt = new CompletableFuture<>();
    listing = attempt;
    list.get()
        .orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((tools, problem) -> listed(attempt, tools, problem));
  }

  private void listed(
      CompletableFuture<List<OfferedTool>> attempt, List<OfferedTool> tools, Throwable problem) {
    synchronized (this) {
      listing = null;
      askAgainAt = System.nanoTime() + (tools == null ? PAUSE : FRESH).toNanos();
      if (tools != null) {
        known = tools;
      }
      if (problem != null && !failing) {
        LOG.log(
            Level.WARNING, "The tools of {0} cannot be had: {1}", server, Toolbox.message(problem));
      }
      failing = problem != null;
    }
    attempt.complete(tools == null ? List.of() : tools);
  }
}
