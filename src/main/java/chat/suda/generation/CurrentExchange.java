package chat.suda.generation;

import chat.suda.provider.Exchange;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The current or coming connection of an answer to the model server; one per round. */
final class CurrentExchange {

  private static final Exchange NONE = () -> CompletableFuture.completedStage(null);

  private CompletableFuture<Exchange> current = new CompletableFuture<>();

  /** A next one will follow; a cancellation waits for it. */
  synchronized void next() {
    if (current.isDone()) {
      current = new CompletableFuture<>();
    }
  }

  synchronized void is(Exchange exchange) {
    current.complete(exchange);
  }

  /** There is none, and none will follow. */
  void isNone() {
    is(NONE);
  }

  /** Cancels it; completes once it is closed. */
  CompletionStage<Void> cancel() {
    CompletableFuture<Exchange> now;
    synchronized (this) {
      now = current;
    }
    return now.thenCompose(Exchange::cancel);
  }
}
