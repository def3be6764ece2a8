package chat.suda.provider.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.Eventually;
import chat.suda.provider.Completion;
import chat.suda.provider.Delta;
import chat.suda.provider.Exchange;
import chat.suda.provider.Failure;
import chat.suda.provider.Provider;
import chat.suda.upstream.FakeUpstream;
import chat.suda.upstream.Sse;
import chat.suda.upstream.UpstreamExchange;
import chat.suda.upstream.UpstreamScript;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Cancelling closes the connection, at any time. */
class CancelTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  private final ProviderFixture fixture = new ProviderFixture();
  private final FakeUpstream upstream = fixture.upstream;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void closesTheConnectionInTheMiddleOfAnAnswer() throws Exception {
    upstream.enqueue(UpstreamScript.opened());
    Recorder answer = new Recorder();
    Exchange exchange = fixture.provider().ask(ProviderFixture.prompt(), answer);
    UpstreamExchange seen = upstream.nextExchange(SOON);
    seen.send(Sse.content("a"));
    answer.awaitContent("a");
    assertCloses(exchange, seen);
    assertEquals(1, answer.calls());
  }

  @Test
  void closesTheConnectionBeforeTheHead() throws Exception {
    upstream.enqueue(UpstreamScript.manual());
    Recorder answer = new Recorder();
    Exchange exchange = fixture.provider().ask(ProviderFixture.prompt(), answer);
    assertCloses(exchange, upstream.nextExchange(SOON));
    assertEquals(0, answer.calls());
  }

  @Test
  void whatWasHeldBackComesFirst() throws Exception {
    upstream.enqueue(UpstreamScript.opened());
    Recorder answer = new Recorder();
    Exchange exchange = fixture.provider().ask(ProviderFixture.prompt(), answer);
    UpstreamExchange seen = upstream.nextExchange(SOON);
    seen.send(Sse.content("a <"));
    Eventually.holds(5, () -> answer.content().startsWith("a"));
    assertCloses(exchange, seen);
    assertEquals("a <", answer.content());
  }

  @Test
  void closesTheConnectionAfterTheHead() throws Exception {
    upstream.enqueue(UpstreamScript.opened());
    Exchange exchange = fixture.provider().ask(ProviderFixture.prompt(), new Recorder());
    UpstreamExchange seen = upstream.nextExchange(SOON);
    seen.send(": hello\n\n");
    assertCloses(exchange, seen);
  }

  @Test
  void closesTheConnectionWhileTheHeadArrives() throws Exception {
    upstream.onRequest(request -> UpstreamScript.opened());
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    while (System.nanoTime() < until) {
      Exchange one = fixture.provider().ask(ProviderFixture.prompt(), new Recorder());
      Exchange two = fixture.provider().ask(ProviderFixture.prompt(), new Recorder());
      UpstreamExchange first = upstream.nextExchange(SOON);
      UpstreamExchange second = upstream.nextExchange(SOON);
      one.cancel().toCompletableFuture().get(5, TimeUnit.SECONDS);
      two.cancel().toCompletableFuture().get(5, TimeUnit.SECONDS);
      first.closedByPeer().get(5, TimeUnit.SECONDS);
      second.closedByPeer().get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void endsTheWaitForAnotherTry() throws Exception {
    upstream.enqueue(UpstreamScript.status(503, Map.of("Retry-After", "1"), ""));
    Recorder answer = new Recorder();
    Exchange exchange = fixture.provider().ask(ProviderFixture.prompt(), answer);
    upstream.nextExchange(SOON);
    exchange.cancel().toCompletableFuture().get(5, TimeUnit.SECONDS);
    Recorder next = new Recorder(); // which a late second try would come before
    upstream.enqueue(UpstreamScript.status(503, Map.of("Retry-After", "1"), ""));
    fixture.provider().ask(ProviderFixture.prompt(), next);
    next.completion();
    assertEquals(3, upstream.requests().size());
    assertEquals(0, answer.calls());
  }

  @Test
  void isIdempotentAndHarmlessAfterTheEnd() throws Exception {
    Recorder answer = new Recorder();
    Exchange exchange = fixture.provider().ask(ProviderFixture.prompt(), answer);
    answer.completion();
    int calls = answer.calls();
    exchange.cancel().toCompletableFuture().get(5, TimeUnit.SECONDS);
    exchange.cancel().toCompletableFuture().get(5, TimeUnit.SECONDS);
    assertEquals(calls, answer.calls());
  }

  @Test
  void aListenerThatThrowsEndsItsOwnAnswerOnly() throws Exception {
    upstream.enqueue(UpstreamScript.opened());
    AtomicInteger calls = new AtomicInteger();
    Provider.Listener faulty =
        new Provider.Listener() {
          @Override
          public void delta(Delta delta) {
            calls.incrementAndGet();
            throw new IllegalStateException("on purpose");
          }

          @Override
          public void completed(Completion completion) {
            calls.incrementAndGet();
          }

          @Override
          public void failed(Failure failure) {
            calls.incrementAndGet();
          }
        };
    Exchange exchange = fixture.provider().ask(ProviderFixture.prompt(), faulty);
    UpstreamExchange seen = upstream.nextExchange(SOON);
    seen.send(Sse.content("a"));
    seen.closedByPeer().get(5, TimeUnit.SECONDS);
    exchange.cancel().toCompletableFuture().get(5, TimeUnit.SECONDS);
    assertEquals(1, calls.get());
    assertEquals("stop", fixture.ask().completion().finishReason());
  }

  @Test
  void closingTheProviderClosesAllConnections() throws Exception {
    upstream.onRequest(request -> UpstreamScript.opened());
    fixture.ask();
    fixture.ask();
    UpstreamExchange first = upstream.nextExchange(SOON);
    UpstreamExchange second = upstream.nextExchange(SOON);
    fixture.provider().close();
    first.closedByPeer().get(5, TimeUnit.SECONDS);
    second.closedByPeer().get(5, TimeUnit.SECONDS);
  }

  @Test
  void aThousandRacesOfCancelTimeOutAndCompletionEndOnce() throws Exception {
    fixture.patience(Duration.ofMillis(4), Duration.ofMillis(4));
    upstream.onRequest(request -> UpstreamScript.answer("a", "b", "c"));
    Map<Recorder, Integer> callsAtClose = new IdentityHashMap<>();
    for (int i = 0; i < 1000; i++) {
      Recorder answer = new Recorder();
      Exchange exchange = fixture.provider().ask(ProviderFixture.prompt(), answer);
      long until = System.nanoTime() + ThreadLocalRandom.current().nextLong(5_000_000);
      while (System.nanoTime() < until) {
        Thread.onSpinWait();
      }
      exchange
          .cancel()
          .thenRun(() -> callsAtClose.put(answer, answer.calls()))
          .toCompletableFuture()
          .get(5, TimeUnit.SECONDS);
    }
    Recorder.await(() -> upstream.openConnections() <= 10); // none leaks; a few are kept for reuse
    callsAtClose.forEach((answer, calls) -> assertEquals(calls, answer.calls()));
  }

  @Test
  void aThousandRacesAtTheDeliveryMakeOneLastCall() throws Exception {
    for (int i = 0; i < 1000; i++) {
      AtomicInteger ends = new AtomicInteger();
      AtomicInteger inside = new AtomicInteger();
      Recorder listener = new Recorder();
      SerialListener delivery = new SerialListener(listener, () -> {});
      Runnable last =
          () -> {
            assertEquals(0, inside.getAndIncrement());
            ends.incrementAndGet();
          };
      CompletableFuture<Void> deltas =
          CompletableFuture.runAsync(
              () -> {
                for (int n = 0; n < 20; n++) {
                  delivery.delta(new Delta("x", "", null, 1));
                }
              },
              fixture.executor);
      CompletableFuture<Boolean> one =
          CompletableFuture.supplyAsync(() -> delivery.end(last), fixture.executor);
      boolean two = delivery.end(last);
      delivery.quiet().get(5, TimeUnit.SECONDS);
      assertEquals(1, ends.get());
      int calls = listener.calls();
      assertTrue(two ^ one.get(5, TimeUnit.SECONDS));
      deltas.get(5, TimeUnit.SECONDS);
      assertEquals(calls, listener.calls());
      assertFalse(delivery.end(() -> {}));
    }
  }

  private static void assertCloses(Exchange exchange, UpstreamExchange seen) throws Exception {
    exchange.cancel().toCompletableFuture().get(5, TimeUnit.SECONDS);
    seen.closedByPeer().get(5, TimeUnit.SECONDS);
  }
}
