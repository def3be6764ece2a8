package chat.suda.provider.openai;

import chat.suda.provider.Completion;
import chat.suda.provider.Delta;
import chat.suda.provider.Failure;
import chat.suda.provider.Provider;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Records the calls of a listener, and counts invalid ones. */
final class Recorder implements Provider.Listener {

  private final StringBuffer content = new StringBuffer();
  private final StringBuffer reasoning = new StringBuffer();
  private final CompletableFuture<Object> end = new CompletableFuture<>();
  private volatile int deltas;
  private volatile int chunks;
  private volatile int calls;
  private volatile String model;

  @Override
  public void delta(Delta delta) {
    calls++;
    deltas++;
    chunks += delta.chunks();
    model = delta.model();
    if (delta.contentWasReasoning()) {
      reasoning.append(content);
      content.setLength(0);
    }
    reasoning.append(delta.reasoning());
    content.append(delta.content());
  }

  @Override
  public void completed(Completion completion) {
    calls++;
    ended(completion);
  }

  @Override
  public void failed(Failure failure) {
    calls++;
    ended(failure);
  }

  private void ended(Object how) {
    if (!end.complete(how)) {
      throw new AssertionError("a second end: " + how);
    }
  }

  Completion completion() throws Exception {
    return (Completion) end.get(10, TimeUnit.SECONDS);
  }

  Failure failure() throws Exception {
    return (Failure) end.get(10, TimeUnit.SECONDS);
  }

  boolean isEnded() {
    return end.isDone();
  }

  String content() {
    return content.toString();
  }

  String reasoning() {
    return reasoning.toString();
  }

  String model() {
    return model;
  }

  int deltas() {
    return deltas;
  }

  int chunks() {
    return chunks;
  }

  int calls() {
    return calls;
  }

  void awaitContent(String expected) {
    await(() -> content().equals(expected));
  }

  /** Waits until it is so, for ten seconds at most. */
  static void await(BooleanSupplier condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new AssertionError("not so within ten seconds");
      }
      Thread.onSpinWait();
      Thread.yield();
    }
  }
}
