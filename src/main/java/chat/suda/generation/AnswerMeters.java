package chat.suda.generation;

import chat.suda.conversation.CalledTool;
import chat.suda.provider.Failure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Metrics of all answers of this node. Thread-safe. */
final class AnswerMeters {

  private static final Duration[] FIRST_TOKEN_BUCKETS = {
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(200),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(20),
    Duration.ofSeconds(30),
    Duration.ofSeconds(60)
  };

  private final Counter tokens;
  private final Timer firstToken;
  private final Counter takeovers;
  private final Map<CalledTool.State, Counter> calls = new EnumMap<>(CalledTool.State.class);
  private final Map<Failure.Code, Counter> failures = new EnumMap<>(Failure.Code.class);

  AnswerMeters(MeterRegistry registry) {
    tokens =
        Counter.builder("suda.tokens.received")
            .description("Chunks with text that models sent")
            .register(registry);
    firstToken =
        Timer.builder("suda.first.token")
            .description("From an answer's start to its first text")
            .serviceLevelObjectives(FIRST_TOKEN_BUCKETS)
            .register(registry);
    for (Failure.Code code : Failure.Code.values()) {
      failures.put(
          code,
          Counter.builder("suda.upstream.errors")
              .description("Answers that failed, by the code of their error event")
              .tag("code", code.wireName())
              .register(registry));
    }
    for (CalledTool.State state : CalledTool.State.values()) {
      if (!state.isOpen()) {
        calls.put(
            state,
            Counter.builder("suda.tool.calls")
                .description("Calls of tools that have ended")
                .tag("outcome", state.wireName())
                .register(registry));
      }
    }
    takeovers =
        Counter.builder("suda.takeovers")
            .description("Answers taken over from another node")
            .register(registry);
  }

  void received(int chunks) {
    tokens.increment(chunks);
  }

  void firstToken(long nanos) {
    firstToken.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Counts a tool call by how it ended. */
  void called(CalledTool.State outcome) {
    calls.get(outcome).increment();
  }

  void tookOver() {
    takeovers.increment();
  }

  void failed(Failure.Code code) {
    failures.get(code).increment();
  }
}
