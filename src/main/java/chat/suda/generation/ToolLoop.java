package chat.suda.generation;

import chat.suda.config.ToolSettings;
import chat.suda.conversation.CalledTool;
import chat.suda.conversation.CalledTool.State;
import chat.suda.provider.Completion;
import chat.suda.provider.Prompt;
import chat.suda.provider.ToolCall;
import chat.suda.provider.ToolDefinition;
import chat.suda.tool.OfferedTool;
import chat.suda.tool.ToolCaller;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** The tool calls of one answer, round by round. */
final class ToolLoop {

  /** Maximum length of the arguments of all calls, in UTF-16 code units. */
  private static final int MAX_ARGUMENTS = 200_000;

  private static final int MAX_CALLS_A_ROUND = 32;

  /**
   * The context of the calls.
   *
   * @param caller who asks
   * @param executor runs what follows the end of a call; not the calls
   */
  record Context(
      ToolCaller caller, ToolSettings settings, Executor executor, AnswerMeters meters) {}

  private final Map<String, OfferedTool> offered;
  private final Context context;
  private final CallRecord record;
  private ToolRound round = ToolRound.NONE;
  private int rounds;
  private int argumentChars;
  private boolean closed;

  /**
   * @param offered by their names for the model
   * @param keepAndTell stores all calls, then reports one; completes when that is done
   */
  ToolLoop(
      Map<String, OfferedTool> offered,
      Context context,
      BiFunction<List<CalledTool>, CalledTool, CompletionStage<?>> keepAndTell) {
    this.offered = offered;
    this.context = context;
    this.record = new CallRecord(keepAndTell, context.meters());
  }

  /** Takes in the calls of another node; no more will be made. */
  void adopt(List<CalledTool> before) {
    record.adopt(before);
  }

  /** All calls so far. */
  List<CalledTool> calls() {
    return record.all();
  }

  /** The tools for the next round: none after the last round. */
  synchronized List<ToolDefinition> definitions() {
    return rounds >= context.settings().maxRounds()
        ? List.of()
        : offered.values().stream()
            .map(tool -> new ToolDefinition(tool.name(), tool.description(), tool.schema()))
            .toList();
  }

  /** Whether the answer continues with calls. */
  boolean wants(Completion completion) {
    return !completion.toolCalls().isEmpty()
        && !completion.finishReason().equals("length")
        && !completion.finishReason().equals("content_filter")
        && !definitions().isEmpty();
  }

  /**
   * Makes a round of calls.
   *
   * @param said what the model said before them
   * @param then gets the turns for the model: its own, and the results
   */
  void run(List<ToolCall> asked, Answer.Said said, Consumer<List<Prompt.Turn>> then) {
    List<ToolCall> calls = asked.stream().map(record::withOwnId).toList();
    Prompt.Turn question = Prompt.Turn.calling(said.content(), calls, said.reasoning());
    ToolRound next;
    synchronized (this) {
      if (closed) {
        return;
      }
      rounds++;
      next = new ToolRound(question, ended -> goOn(ended, then));
      for (ToolCall call : calls) {
        next.add(pending(call, said.offset(), next));
      }
      round = next;
    }
    next.begin(this::tooMuch);
  }

  private PendingCall pending(ToolCall call, int offset, ToolRound in) {
    OfferedTool tool = offered.get(call.name());
    State first = tool != null && tool.approval() ? State.WAITING : State.RUNNING;
    CalledTool called =
        new CalledTool(
            call.id(),
            call.name(),
            call.arguments(),
            first,
            null,
            null,
            rounds,
            offset,
            call.extra());
    return new PendingCall(context, record, call, tool, called, in::ended);
  }

  /** Whether a call exceeds the limits of a round. */
  private synchronized boolean tooMuch(int place, ToolCall call) {
    argumentChars += call.arguments().length();
    return place >= MAX_CALLS_A_ROUND || argumentChars > MAX_ARGUMENTS;
  }

  private void goOn(ToolRound ended, Consumer<List<Prompt.Turn>> then) {
    synchronized (this) {
      if (closed) {
        return;
      }
    }
    List<Prompt.Turn> turns = ended.turns();
    record.settled().whenCompleteAsync((kept, unkept) -> then.accept(turns), context.executor());
  }

  /** Whether this node has made a call of that id for the answer. */
  boolean knows(String callId) {
    return record.knows(callId);
  }

  /** Whether a call waits for a decision. */
  synchronized boolean waits(String callId) {
    return round.call(callId).filter(PendingCall::waits).isPresent();
  }

  /** Decides on a call; returns whether it was waiting. */
  synchronized boolean decide(String callId, boolean allow) {
    return round.call(callId).filter(call -> call.decide(allow)).isPresent();
  }

  /**
   * Ends all calls: the answer has ended.
   *
   * @return completes, always normally, when that is stored and reported
   */
  CompletionStage<?> close(String why) {
    abandon();
    record.cutOpen(why);
    return record.settled();
  }

  /** Cancels all calls without recording a result: another node continues the answer. */
  void abandon() {
    ToolRound last;
    synchronized (this) {
      closed = true;
      last = round;
    }
    last.abandon();
  }
}
