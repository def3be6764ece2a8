package chat.suda.generation;

import chat.suda.provider.Prompt;
import chat.suda.provider.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/** The calls that a model requests at once. The results are sent when all have ended. */
final class ToolRound {

  /** The state before the first round. */
  static final ToolRound NONE =
      new ToolRound(new Prompt.Turn(Prompt.Role.ASSISTANT, ""), ended -> {});

  private final Prompt.Turn question;
  private final List<PendingCall> calls = new ArrayList<>();
  private final AtomicInteger open;
  private final Consumer<ToolRound> onEnd;

  /**
   * @param question the model's turn, with its calls
   * @param onEnd called when all calls have ended and none was cancelled
   */
  ToolRound(Prompt.Turn question, Consumer<ToolRound> onEnd) {
    this.question = question;
    this.open = new AtomicInteger(question.toolCalls().size());
    this.onEnd = onEnd;
  }

  void add(PendingCall call) {
    calls.add(call);
  }

  /**
   * Starts all calls.
   *
   * @param tooMuch tells of a call and its index in the round whether it exceeds the limits
   */
  void begin(BiPredicate<Integer, ToolCall> tooMuch) {
    for (int i = 0; i < calls.size(); i++) {
      calls.get(i).begin(tooMuch.test(i, question.toolCalls().get(i)));
    }
  }

  /** A call has ended without being cancelled. */
  void ended() {
    if (open.decrementAndGet() == 0) {
      onEnd.accept(this);
    }
  }

  /** The turns for the model: its own, and the results. */
  List<Prompt.Turn> turns() {
    List<Prompt.Turn> turns = new ArrayList<>();
    turns.add(question);
    calls.forEach(call -> turns.add(Prompt.Turn.result(call.id(), call.told())));
    return turns;
  }

  Optional<PendingCall> call(String callId) {
    return calls.stream().filter(call -> call.id().equals(callId)).findFirst();
  }

  void abandon() {
    calls.forEach(PendingCall::abandon);
  }
}
