package chat.suda.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.provider.Completion;
import chat.suda.provider.Delta;
import chat.suda.provider.Failure;
import chat.suda.provider.Parameters;
import chat.suda.provider.Prompt;
import chat.suda.stream.EventLog;
import chat.suda.stream.MemoryLog;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AnswerMetersTest {

  private static final Prompt PROMPT =
      new Prompt("model", List.of(new Prompt.Turn(Prompt.Role.USER, "Hi")), Parameters.NONE);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AnswerMeters meters = new AnswerMeters(registry);

  @Test
  void countsTheChunksOfEveryDeltaAndTimesTheFirstTextOnce() {
    long before = System.nanoTime();
    Answer answer = begin();
    answer.delta(new Delta("", "hm", null, 2));
    assertEquals(0, firstToken().count(), "reasoning is no text yet");
    answer.delta(new Delta("a", "", null, 1));
    answer.delta(new Delta("bcd", "", null, 3));
    answer.completed(new Completion("stop", null, null));
    answer.delta(new Delta("late", "", null, 1));
    assertEquals(6, registry.get("suda.tokens.received").counter().count());
    assertEquals(1, firstToken().count());
    double nanos = firstToken().totalTime(TimeUnit.NANOSECONDS);
    assertTrue(nanos > 0 && nanos <= System.nanoTime() - before, nanos + " ns");
  }

  @Test
  void countsAFailureByItsCodeAndNoneAfterAStop() {
    begin().failed(new Failure(Failure.Code.RATE_LIMITED, "slow down"));
    Answer stopped = begin();
    stopped.stop();
    stopped.failed(new Failure(Failure.Code.TRUNCATED, "cut"));
    assertEquals(1, errors("rate_limited"));
    assertEquals(0, errors("truncated"));
  }

  @Test
  void everyCodeIsThereFromTheStart() {
    for (Failure.Code code : Failure.Code.values()) {
      assertEquals(0, errors(code.wireName()));
    }
    assertEquals(0, registry.get("suda.takeovers").counter().count());
  }

  private Answer begin() {
    EventLog log = new MemoryLog(new EventLog.Bounds(100, 1 << 20, Duration.ofHours(1)));
    AnswerRequest request = new AnswerRequest(null, "c", "m", PROMPT, "", false);
    Answer.Context context =
        new Answer.Context(
            0,
            (id, token, end) -> CompletableFuture.completedStage(null),
            meters,
            1000,
            Runnable::run,
            (one, ending) -> {});
    Answer answer = new Answer(request, log, context);
    answer.begin((prompt, listener) -> () -> CompletableFuture.completedStage(null));
    return answer;
  }

  private Timer firstToken() {
    return registry.get("suda.first.token").timer();
  }

  private double errors(String code) {
    return registry.get("suda.upstream.errors").tag("code", code).counter().count();
  }
}
