package chat.suda.identity;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Reads a body in UTF-8; cancels the connection if the body exceeds the maximum length. */
final class BoundedText implements HttpResponse.BodySubscriber<String> {

  private final HttpResponse.BodySubscriber<String> text =
      HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
  private final long most;
  private Flow.Subscription subscription;
  private long bytes;
  private boolean tooLong;

  BoundedText(long most) {
    this.most = most;
  }

  @Override
  public CompletionStage<String> getBody() {
    return text.getBody();
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    text.onSubscribe(given);
  }

  @Override
  public void onNext(List<ByteBuffer> pieces) {
    if (tooLong) {
      return;
    }
    bytes += pieces.stream().mapToLong(ByteBuffer::remaining).sum();
    if (bytes > most) {
      tooLong = true;
      subscription.cancel();
      text.onError(new IOException("the answer has more than " + most + " bytes"));
    } else {
      text.onNext(pieces);
    }
  }

  @Override
  public void onError(Throwable problem) {
    if (!tooLong) {
      text.onError(problem);
    }
  }

  @Override
  public void onComplete() {
    if (!tooLong) {
      text.onComplete();
    }
  }
}
