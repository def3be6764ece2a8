package chat.suda.generation;

import chat.suda.conversation.CalledTool;
import chat.suda.conversation.CalledTool.State;
import chat.suda.provider.ToolCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** All calls of one answer. A change is stored first, then reported, one after the other. */
final class CallRecord {

  /** Maximum length of a stored result, in UTF-16 code units. */
  private static final int MAX_SHOWN = 8_000;

  /** Maximum length of all stored results of an answer. */
  private static final int MAX_KEPT = 400_000;

  private final BiFunction<List<CalledTool>, CalledTool, CompletionStage<?>> keepAndTell;
  private final AnswerMeters meters;
  private final List<CalledTool> calls = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private CompletionStage<?> told = CompletableFuture.completedStage(null);
  private int kept;

  /**
   * @param keepAndTell stores all calls, then reports one; completes when that is done
   */
  CallRecord(
      BiFunction<List<CalledTool>, CalledTool, CompletionStage<?>> keepAndTell,
      AnswerMeters meters) {
    this.keepAndTell = keepAndTell;
    this.meters = meters;
  }

  /** Takes in the calls of another node. */
  synchronized void adopt(List<CalledTool> before) {
    calls.addAll(before);
  }

  synchronized List<CalledTool> all() {
    return List.copyOf(calls);
  }

  synchronized boolean knows(String callId) {
    return ids.contains(callId);
  }

  /**
   * Returns the call with an id that is unique in the answer; some servers restart their ids at 0
   * in each round.
   */
  synchronized ToolCall withOwnId(ToolCall call) {
    ToolCall own = call;
    while (!ids.add(own.id())) {
      own = call.withId(ToolCall.newId());
    }
    return own;
  }

  /** Adds a call that is not reported yet; returns its index. */
  synchronized int add(CalledTool call) {
    calls.add(call);
    return calls.size() - 1;
  }

  /**
   * Stores and reports the change of a call.
   *
   * @param result or {@code null}; it is cut to the maximum length
   * @param error or {@code null}; likewise
   * @return completes when that is done
   */
  synchronized CompletionStage<?> change(int place, State state, String result, String error) {
    CalledTool changed = calls.get(place).as(state, shown(result), shown(error));
    calls.set(place, changed);
    return tell(changed);
  }

  /** Ends the open calls. */
  synchronized void cutOpen(String why) {
    for (int i = 0; i < calls.size(); i++) {
      if (calls.get(i).state().isOpen()) {
        calls.set(i, calls.get(i).cut(why));
        tell(calls.get(i));
      }
    }
  }

  /** Completes, always normally, when all changes so far are stored and reported. */
  synchronized CompletionStage<?> settled() {
    return told.handle((done, undone) -> null);
  }

  private CompletionStage<?> tell(CalledTool changed) {
    if (!changed.state().isOpen()) {
      meters.called(changed.state());
    }
    List<CalledTool> now = List.copyOf(calls);
    told = told.thenCompose(before -> keepAndTell.apply(now, changed));
    return told;
  }

  private String shown(String text) {
    if (text == null) {
      return null;
    }
    String shown = Excerpt.of(text, Math.min(MAX_SHOWN, Math.max(0, MAX_KEPT - kept)));
    kept += shown.length();
    return shown;
  }
}
