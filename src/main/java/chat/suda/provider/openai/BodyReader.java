package chat.suda.provider.openai;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/** Passes the body of a connection to a {@link BodyConsumer} until it ends or is cancelled. */
final class BodyReader implements HttpResponse.BodySubscriber<Void> {

  private static final Flow.Subscription ENDED = new Spent();
  private static final Flow.Subscription CANCELLED = new Spent();

  private final BodyConsumer body;
  private final Executor executor;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final AtomicReference<Flow.Subscription> connection = new AtomicReference<>();

  /**
   * @param executor signals the end of the body to the client. Not the connection's thread, which
   *     reads for all: on one or two cores the JDK, up to 24, starts a new thread at that point and
   *     waits for it
   */
  BodyReader(BodyConsumer body, Executor executor) {
    this.body = body;
    this.executor = executor;
  }

  /**
   * Closes the connection, if there is one already. Idempotent; no effect after the end.
   *
   * @return {@code false} if the body had ended, so that the connection may be in use for another
   *     request
   */
  boolean cancel() {
    Flow.Subscription before = connection.getAndUpdate(now -> now == ENDED ? ENDED : CANCELLED);
    if (before == ENDED) {
      return false;
    }
    if (before != null && before != CANCELLED) {
      before.cancel();
      ended.completeExceptionally(new CancellationException());
    }
    return true;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    if (connection.compareAndSet(null, subscription)) {
      subscription.request(1);
    } else {
      subscription.cancel();
    }
  }

  @Override
  public void onNext(List<ByteBuffer> pieces) {
    if (!(connection.get() instanceof Spent)) {
      body.read(pieces);
      connection.get().request(1);
    }
  }

  @Override
  public void onComplete() {
    boolean heard = end();
    over(() -> ended.complete(null));
    if (heard) {
      body.ended();
    }
  }

  @Override
  public void onError(Throwable problem) {
    boolean heard = end();
    over(() -> ended.completeExceptionally(problem));
    if (heard) {
      body.broken();
    }
  }

  private void over(Runnable completion) {
    try {
      executor.execute(completion);
    } catch (RejectedExecutionException e) {
      completion.run();
    }
  }

  @Override
  public CompletionStage<Void> getBody() {
    return ended;
  }

  /** Returns whether this call ends it: it had not ended and was not cancelled. */
  private boolean end() {
    Flow.Subscription before = connection.getAndUpdate(now -> now == CANCELLED ? CANCELLED : ENDED);
    return !(before instanceof Spent);
  }

  /** Replaces a subscription that has ended. */
  private static final class Spent implements Flow.Subscription {

    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }
}
