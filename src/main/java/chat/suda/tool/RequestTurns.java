package chat.suda.tool;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Limits the number of concurrent requests; more are queued. */
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
   * Starts a request, now or when there is room.
   *
   * @param request does not block
   * @return completes as the request does; its cancellation cancels the request
   */
  <T> CompletableFuture<T> run(Supplier<CompletableFuture<T>> request) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Runnable start = () -> begin(request, result);
    synchronized (this) {
      if (running == most) {
        waiting.add(start);
        return result;
      }
      running++;
    }
    start.run();
    return result;
  }

  private <T> void begin(Supplier<CompletableFuture<T>> request, CompletableFuture<T> result) {
    if (result.isDone()) {
      next();
      return;
    }
    CompletableFuture<T> made;
    try {
      made = request.get();
    } catch (RuntimeException e) {
      made = CompletableFuture.failedFuture(e);
    }
    CompletableFuture<T> begun = made;
    made.whenComplete(
        (done, problem) -> {
          if (problem == null) {
            result.complete(done);
          } else {
            result.completeExceptionally(problem);
          }
          next();
        });
    result.whenComplete(
        (done, problem) -> {
          if (result.isCancelled()) {
            begun.cancel(true);
          }
        });
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
