package chat.suda.provider.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Who closes the connection, and when it must not be closed any more. */
class BodyReaderTest {

  private static final BodyConsumer NOBODY =
      new BodyConsumer() {
        @Override
        public void read(List<ByteBuffer> pieces) {}

        @Override
        public void ended() {}

        @Override
        public void broken() {}
      };

  private final BodyReader reader = new BodyReader(NOBODY, Runnable::run);
  private int requested;
  private int cancelled;
  private final Flow.Subscription connection =
      new Flow.Subscription() {
        @Override
        public void request(long n) {
          requested++;
        }

        @Override
        public void cancel() {
          cancelled++;
        }
      };

  @Test
  void whatIsCancelledBeforeItsConnectionComesStaysToBeClosed() {
    assertTrue(reader.cancel());
    assertTrue(reader.cancel());
    reader.onSubscribe(connection);
    assertEquals(0, requested);
    assertEquals(1, cancelled);
  }

  @Test
  void cancellingClosesTheConnectionAndEndsTheResponse() {
    reader.onSubscribe(connection);
    assertTrue(reader.cancel());
    assertEquals(1, cancelled);
    assertTrue(reader.getBody().toCompletableFuture().isCompletedExceptionally());
    assertTrue(reader.cancel());
    assertEquals(1, cancelled);
  }

  @Test
  void aConnectionReadToItsEndIsLeftToOthers() {
    reader.onSubscribe(connection);
    reader.onComplete();
    assertFalse(reader.cancel());
    assertEquals(0, cancelled);
    assertFalse(reader.getBody().toCompletableFuture().isCompletedExceptionally());
  }

  @Test
  void theClientIsToldOfTheEndOnAnotherThreadThanTheConnections() {
    List<Runnable> told = new ArrayList<>();
    for (boolean breaks : new boolean[] {false, true}) {
      BodyReader ended = new BodyReader(NOBODY, told::add);
      ended.onSubscribe(connection);
      if (breaks) {
        ended.onError(new IOException("cut"));
      } else {
        ended.onComplete();
      }
      CompletableFuture<Void> body = ended.getBody().toCompletableFuture();
      assertFalse(body.isDone());
      told.remove(0).run();
      assertTrue(body.isDone());
      assertEquals(breaks, body.isCompletedExceptionally());
    }
  }

  @Test
  void theClientIsToldAlsoWhenTheServerGoesDown() {
    BodyReader late =
        new BodyReader(
            NOBODY,
            task -> {
              throw new RejectedExecutionException();
            });
    late.onSubscribe(connection);
    late.onComplete();
    assertTrue(late.getBody().toCompletableFuture().isDone());
  }
}
