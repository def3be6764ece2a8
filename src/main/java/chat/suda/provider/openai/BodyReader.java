package chat.suda.provider.openai;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;

/** Feeds a {@link Body} from a connection, read by read, until it ends or is cancelled. */
final class BodyReader implements HttpResponse.BodySubscriber<Void> {

  private static final Flow.Subscription OVER =
      new Flow.Subscription() {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
      };

  private final Body body;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final AtomicReference<Flow.Subscription> connection = new AtomicReference<>();

  BodyReader(Body body) {
    this.body = body;
  }

  /**
   * Closes the connection. Idempotent; without effect after the end.
   *
   * @return whether there was something to close
   */
  boolean cancel() {
    Flow.Subscription subscription = connection.getAndSet(OVER);
    if (subscription != null) {
      subscription.cancel();
    }
    return subscription != OVER;
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
    if (connection.get() != OVER) {
      body.read(pieces);
      connection.get().request(1);
    }
  }

  @Override
  public void onComplete() {
    boolean heard = connection.getAndSet(OVER) != OVER;
    ended.complete(null);
    if (heard) {
      body.ended();
    }
  }

  @Override
  public void onError(Throwable problem) {
    boolean heard = connection.getAndSet(OVER) != OVER;
    ended.completeExceptionally(problem);
    if (heard) {
      body.broken();
    }
  }

  @Override
  public CompletionStage<Void> getBody() {
    return ended;
  }
}
