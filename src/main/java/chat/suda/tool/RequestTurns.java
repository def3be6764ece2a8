package chat.suda.tool;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Lets so many requests run at once; more wait for their turn. */
final class RequestTurns {

  private final int most;
  private final Executor executor;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int running;

  RequestTurns(int most, Executor executor) {
    this.most = most;
    this.executor = executor;
  }

  /**
   * Begins a request, now or later.
   *
   * @param request returns at once; it is over when what it returns completes
   */
  void run(Supplier<CompletableFuture<?>> request) {
    Runnable start = () -> request.get().whenComplete((done, problem) -> next());
    synchronized (this) {
      if (running == most) {
        waiting.add(start);
        return;
      }
      running++;
    }
    start.run();
  }

  private synchronized void next() {
    Runnable start = waiting.poll();
    if (start == null) {
      running--;
    } else {
      executor.execute(start);
    }
  }
}
