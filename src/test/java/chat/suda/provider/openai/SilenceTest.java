package chat.suda.provider.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.suda.provider.Completion;
import chat.suda.provider.Failure;
import chat.suda.upstream.FakeUpstream;
import chat.suda.upstream.Sse;
import chat.suda.upstream.UpstreamExchange;
import chat.suda.upstream.UpstreamScript;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An upstream that stops sending. */
class SilenceTest {

  /** Much longer than a pause of a busy machine, and shorter than what is sent in small pieces. */
  private static final Duration BETWEEN = Duration.ofSeconds(2);

  private static final Duration SOON = Duration.ofSeconds(10);

  private final ProviderFixture fixture = new ProviderFixture();
  private final FakeUpstream upstream = fixture.upstream;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void completesAtDoneAndCutsABodyThatDoesNotEnd() throws Exception {
    upstream.enqueue(UpstreamScript.opened());
    Recorder answer = fixture.ask();
    UpstreamExchange exchange = upstream.nextExchange(SOON);
    exchange.send(Sse.content("a") + Sse.finish("length") + Sse.DONE);
    assertEquals("length", answer.completion().finishReason());
    exchange.closedByPeer().get(5, TimeUnit.SECONDS);
  }

  @Test
  void doesNotWaitLongForWhatMayFollowTheFinish() throws Exception {
    upstream.enqueue(UpstreamScript.opened());
    Recorder answer = fixture.ask();
    UpstreamExchange exchange = upstream.nextExchange(SOON);
    exchange.send(Sse.content("a") + Sse.finish("stop"));
    assertEquals(new Completion("stop", "gpt-4o-mini", null), answer.completion());
    exchange.closedByPeer().get(5, TimeUnit.SECONDS);
  }

  @Test
  void whatWasHeldBackComesBeforeTheFailure() throws Exception {
    fixture.patience(ProviderFixture.LONG, ProviderFixture.SHORT);
    upstream.enqueue(exchange -> exchange.send(Sse.content("a <")));
    Recorder answer = fixture.ask();
    assertEquals(Failure.Code.IDLE_TIMEOUT, answer.failure().code());
    assertEquals("a <", answer.content());
  }

  @Test
  void givesUpWithoutAHead() throws Exception {
    fixture.patience(ProviderFixture.SHORT, ProviderFixture.LONG);
    upstream.enqueue(UpstreamScript.manual());
    Recorder answer = fixture.ask();
    UpstreamExchange exchange = upstream.nextExchange(SOON);
    assertEquals(Failure.Code.FIRST_TOKEN_TIMEOUT, answer.failure().code());
    exchange.closedByPeer().get(5, TimeUnit.SECONDS);
  }

  @Test
  void givesUpWithoutAFirstToken() throws Exception {
    fixture.patience(ProviderFixture.SHORT, ProviderFixture.LONG);
    upstream.enqueue(exchange -> exchange.send(Sse.role()));
    Recorder answer = fixture.ask();
    UpstreamExchange exchange = upstream.nextExchange(SOON);
    assertEquals(Failure.Code.FIRST_TOKEN_TIMEOUT, answer.failure().code());
    exchange.closedByPeer().get(5, TimeUnit.SECONDS);
  }

  @Test
  void waitsForAServerThatGivesSignsOfLife() throws Exception {
    fixture.patience(BETWEEN, BETWEEN);
    upstream.enqueue(
        exchange -> {
          exchange.open();
          keepAlive(exchange, BETWEEN.multipliedBy(3).dividedBy(2));
          exchange.send(Sse.content("a"));
          keepAlive(exchange, BETWEEN.multipliedBy(3).dividedBy(2));
          exchange.send(Sse.content("b") + Sse.finish("stop") + Sse.DONE);
        });
    Recorder answer = fixture.ask();
    answer.completion();
    assertEquals("ab", answer.content());
  }

  private static void keepAlive(UpstreamExchange exchange, Duration time)
      throws IOException, InterruptedException {
    long until = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < until) {
      exchange.send(": keep-alive\n\n");
      Thread.sleep(20);
    }
  }

  @Test
  void goesOnAfterAFinishReasonWhenTextFollows() throws Exception {
    upstream.enqueue(
        exchange -> {
          exchange.open();
          exchange.send(Sse.reasoning("hm") + Sse.finish("stop"));
          // Longer than an answer goes on after a finish reason without text.
          for (int i = 0; i < 12; i++) {
            Thread.sleep(500);
            exchange.send(Sse.content("a"));
          }
          exchange.send(Sse.finish("stop") + Sse.DONE);
        });
    Recorder answer = fixture.ask();
    answer.completion();
    assertEquals("a".repeat(12), answer.content());
  }

  @Test
  void isPatientWithASlowAnswer() throws Exception {
    fixture.patience(ProviderFixture.LONG, BETWEEN);
    upstream.enqueue(UpstreamScript.answer(50, List.of("a".repeat(60).split(""))));
    Recorder answer = fixture.ask();
    answer.completion();
    assertEquals("a".repeat(60), answer.content());
  }
}
