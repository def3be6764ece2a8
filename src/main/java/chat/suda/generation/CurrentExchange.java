package chat.suda.generation;

import chat.suda.provider.Exchange;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The connection to the model server that an answer has now, or will have: one a round. */
final class CurrentExchange {

  private static final Exchange NONE = () -> CompletableFuture.completedStage(null);

  private CompletableFuture<Exchange> current = new CompletableFuture<>();

  /** The next one is to come; who cancels waits for it. */
  synchronized void next() {
    if (current.isDone()) {
      current = new CompletableFuture<>();
    }
  }

  synchronized void is(Exchange exchange) {
    current.complete(exchange);
  }

  /** There is none, and none to come. */
  void isNone() {
    is(NONE);
  }

  /** Completes once it is closed. */
  CompletionStage<Void> cancel() {
    CompletableFuture<Exchange> now;
    synchronized (this) {
      now = current;
    }
    return now.thenCompose(Exchange::cancel);
  }
}
