package chat.suda.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.Eventually;
import chat.suda.config.ToolSettings;
import chat.suda.conversation.AnswerEnd;
import chat.suda.conversation.CalledTool;
import chat.suda.conversation.Status;
import chat.suda.provider.Completion;
import chat.suda.provider.Delta;
import chat.suda.provider.Exchange;
import chat.suda.provider.Parameters;
import chat.suda.provider.Prompt;
import chat.suda.provider.Provider;
import chat.suda.provider.ToolCall;
import chat.suda.provider.Usage;
import chat.suda.stream.EventLog;
import chat.suda.stream.MemoryLog;
import chat.suda.tool.OfferedTool;
import chat.suda.tool.ToolCaller;
import chat.suda.tool.ToolResult;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers that call tools, without a server. */
class ToolLoopTest {

  private static final Prompt PROMPT =
      new Prompt("model", List.of(new Prompt.Turn(Prompt.Role.USER, "Hi")), Parameters.NONE);

  private final ThreadPoolExecutor executor = (ThreadPoolExecutor) Executors.newFixedThreadPool(2);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final EventLog log =
      new MemoryLog(new EventLog.Bounds(1000, 1 << 20, Duration.ofHours(1)));
  private final List<Prompt> asked = new CopyOnWriteArrayList<>();
  private final Store store = new Store();
  private final CompletableFuture<ToolResult> slow = new CompletableFuture<>();
  private final CountDownLatch slowCalled = new CountDownLatch(1);
  private Duration timeout = Duration.ofSeconds(30);
  private Duration approval = Duration.ofSeconds(30);

  private static final class Store implements AnswerEndStore {

    private final List<List<CalledTool>> calls = new CopyOnWriteArrayList<>();
    private volatile AnswerEnd end;

    @Override
    public CompletionStage<?> saveEnd(String messageId, long token, AnswerEnd how) {
      end = how;
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> saveCalls(String messageId, long token, List<CalledTool> now) {
      calls.add(now);
      return CompletableFuture.completedStage(null);
    }
  }

  @AfterEach
  void close() {
    executor.shutdownNow();
  }

  @Test
  void theModelIsToldWhatTheToolSaid() throws Exception {
    Answer answer =
        begin(
            prompt ->
                prompt.turns().size() == 1
                    ? calls(new ToolCall("c1", "echo", "{\"a\":1}"), new ToolCall("c2", "no", ""))
                    : null);
    assertEquals("complete", ended(answer).state());
    assertEquals(2, asked.size());
    List<Prompt.Turn> turns = asked.get(1).turns();
    assertEquals(List.of("c1", "c2"), turns.get(1).toolCalls().stream().map(ToolCall::id).toList());
    assertEquals(Prompt.Turn.result("c1", "{\"a\":1}"), turns.get(2));
    assertEquals(Prompt.Turn.result("c2", "Error: There is no tool of this name"), turns.get(3));
    assertEquals("textend", store.end.content());
    assertEquals(new Usage(2, 2, 4), store.end.usage());
    assertEquals(4, store.end.tools().get(0).offset());
    assertEquals(1, outcomes("done"));
    assertEquals(1, outcomes("failed"));
    assertTrue(events().get(1).contains("\"type\":\"text\""), events()::toString);
  }

  @Test
  void whatIsToldWasKept() throws Exception {
    ended(begin(once(new ToolCall("c1", "echo", "{}"))));
    List<String> told =
        events().stream().filter(event -> event.contains("\"type\":\"tool\"")).toList();
    assertEquals(2, told.size());
    assertEquals(CalledTool.State.RUNNING, store.calls.get(0).get(0).state());
    assertEquals(CalledTool.State.DONE, store.calls.get(1).get(0).state());
    assertTrue(
        told.get(1)
            .endsWith(
                "\"state\":\"done\",\"result\":\"{}\",\"error\":null,\"round\":1,\"offset\":4}"),
        told.get(1));
  }

  @Test
  void argumentsThatAreNoJsonObjectAreNoCall() throws Exception {
    for (String arguments : List.of("{\"a\":", "[1]", "x", "{}{}")) {
      ended(begin(once(new ToolCall("c1", "echo", arguments))));
      CalledTool call = store.end.tools().get(0);
      assertEquals(CalledTool.State.FAILED, call.state());
      assertEquals(arguments, call.arguments());
    }
  }

  @Test
  void aCallThatWaitsRunsOnceItIsAllowed() throws Exception {
    Answer answer = begin(once(new ToolCall("c1", "ask", "{}")));
    Eventually.holds(10, () -> answer.tools().isPresent() && !store.calls.isEmpty());
    ToolLoop loop = answer.tools().get();
    assertFalse(loop.knows("c2") || loop.decide("c2", true));
    assertTrue(loop.waits("c1") && loop.decide("c1", true));
    assertFalse(loop.waits("c1") || loop.decide("c1", false));
    ended(answer);
    assertEquals(CalledTool.State.DONE, store.end.tools().get(0).state());
    assertFalse(loop.waits("c1") || loop.decide("c1", true));
  }

  @Test
  void aCallThatNobodyAllowsIsRefused() throws Exception {
    approval = Duration.ofMillis(20);
    ended(begin(once(new ToolCall("c1", "ask", "{}"))));
    assertEquals(CalledTool.State.REFUSED, store.end.tools().get(0).state());
    assertEquals("complete", store.end.status().wireName());
    assertTrue(asked.get(1).turns().get(2).content().startsWith("Refused: "));
  }

  @Test
  void aCallThatTakesTooLongHasFailed() throws Exception {
    timeout = Duration.ofMillis(20);
    ended(begin(once(new ToolCall("c1", "slow", "{}"))));
    assertEquals("The tool did not answer in time", store.end.tools().get(0).error());
    assertTrue(slow.isCancelled());
  }

  @Test
  void answersThatWaitForToolsHoldNoThread() throws Exception {
    for (int i = 0; i < 100; i++) {
      String tool = i % 2 == 0 ? "slow" : "ask";
      begin("waiting" + i, once(new ToolCall("c1", tool, "{}")));
    }
    Eventually.holds(10, () -> store.calls.size() == 100);
    Eventually.holds(10, () -> executor.getActiveCount() == 0);
    assertEquals("complete", ended(begin(once(new ToolCall("c1", "echo", "{}")))).state());
    assertFalse(slow.isDone());
  }

  @Test
  void aStopCancelsACallThatRuns() throws Exception {
    Answer answer = begin(once(new ToolCall("c1", "slow", "{}")));
    assertTrue(slowCalled.await(10, TimeUnit.SECONDS));
    assertEquals("stopped", answer.stop().toCompletableFuture().get(10, TimeUnit.SECONDS).state());
    assertEquals(CalledTool.State.FAILED, store.end.tools().get(0).state());
    assertEquals(Status.STOPPED, store.end.status());
    assertEquals(new Usage(1, 1, 2), store.end.usage());
    assertTrue(slow.isCancelled());
    assertEquals(1, asked.size());
    List<String> events = events();
    assertTrue(events.get(events.size() - 1).contains("\"done\""), events::toString);
  }

  @Test
  void afterTheLastRoundTheModelIsAskedWithoutTools() throws Exception {
    ended(
        begin(prompt -> prompt.tools().isEmpty() ? null : calls(new ToolCall("c", "echo", "{}"))));
    assertEquals(4, asked.size());
    assertTrue(asked.get(3).tools().isEmpty());
    List<CalledTool> calls = store.end.tools();
    assertEquals(3, calls.stream().map(CalledTool::callId).distinct().count());
    assertEquals(List.of(1, 2, 3), calls.stream().map(CalledTool::round).toList());
  }

  @Test
  void aLongResultIsCut() throws Exception {
    slow.complete(new ToolResult("y".repeat(60_000), false));
    ended(begin(once(new ToolCall("c1", "slow", "{}"))));
    assertEquals(8_000, store.end.tools().get(0).result().length());
    assertEquals(50_000, asked.get(1).turns().get(2).content().length());
  }

  /** As Gemini and Ollama end such an answer. */
  @Test
  void callsCountWhateverTheModelCallsItsEnd() throws Exception {
    ToolCall call = new ToolCall("c1", "echo", "{}");
    ended(
        begin(
            prompt ->
                prompt.turns().size() == 1
                    ? new Completion("stop", null, null, List.of(call))
                    : null));
    assertEquals(CalledTool.State.DONE, store.end.tools().get(0).state());
    assertEquals(2, asked.size());
  }

  @Test
  void noArgumentsAreAnEmptyObject() throws Exception {
    for (String arguments : List.of("", " ", "null", "{}")) {
      ended(begin(once(new ToolCall("c1", "echo", arguments))));
      CalledTool call = store.end.tools().get(0);
      assertEquals("{}", call.result());
      assertEquals(arguments, call.arguments());
    }
  }

  @Test
  void aCutCallIsNone() throws Exception {
    ended(
        begin(
            prompt ->
                new Completion(
                    "length", null, null, List.of(new ToolCall("c1", "echo", "{\"a\"")))));
    assertTrue(store.end.tools().isEmpty());
    assertFalse(events().toString().contains("\"tool\""));
  }

  private static Function<Prompt, Completion> once(ToolCall... calls) {
    return prompt -> prompt.turns().size() == 1 ? calls(calls) : null;
  }

  private static Completion calls(ToolCall... calls) {
    return new Completion("tool_calls", null, new Usage(1, 1, 2), List.of(calls));
  }

  /**
   * @param model what it calls; {@code null} ends the answer
   */
  private Answer begin(Function<Prompt, Completion> model) {
    return begin("m", model);
  }

  private Answer begin(String messageId, Function<Prompt, Completion> model) {
    Map<String, OfferedTool> tools =
        Map.of(
            "echo", tool("echo", false, CompletableFuture::completedFuture),
            "ask", tool("ask", true, CompletableFuture::completedFuture),
            "slow",
                tool(
                    "slow",
                    false,
                    result -> {
                      slowCalled.countDown();
                      return slow;
                    }));
    ToolLoop.Context context =
        new ToolLoop.Context(
            new ToolCaller("me", null, null, Set.of()),
            new ToolSettings(List.of(), 3, timeout, approval),
            executor,
            new AnswerMeters(registry));
    Answer answer =
        new Answer(
            new AnswerRequest("me", "c", messageId, PROMPT, "", true),
            log,
            new Answer.Context(
                0,
                store,
                new AnswerMeters(registry),
                100_000,
                executor,
                (one, ending) -> {},
                one ->
                    CompletableFuture.completedStage(
                        new ToolLoop(tools, context, one::keepAndTell))));
    answer.begin(provider(model));
    return answer;
  }

  private Provider provider(Function<Prompt, Completion> model) {
    return (prompt, listener) -> {
      asked.add(prompt);
      Completion calls = model.apply(prompt);
      executor.execute(
          () -> {
            listener.delta(new Delta(calls == null ? "end" : "text", "", null, 1));
            listener.completed(
                calls == null ? new Completion("stop", null, new Usage(1, 1, 2)) : calls);
          });
      Exchange exchange = () -> CompletableFuture.completedStage(null);
      return exchange;
    };
  }

  private static OfferedTool tool(
      String name, boolean approval, Function<ToolResult, CompletableFuture<ToolResult>> result) {
    return new OfferedTool(
        name,
        "",
        "{}",
        approval,
        (arguments, caller) -> result.apply(new ToolResult(arguments.toString(), false)));
  }

  private static AnswerResult ended(Answer answer) throws Exception {
    return answer.ended().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private double outcomes(String outcome) {
    return registry.get("suda.tool.calls").tag("outcome", outcome).counter().count();
  }

  private List<String> events() throws Exception {
    return log.read(0, 1000).stream().map(entry -> entry.frame().data()).toList();
  }
}
