package chat.suda.generation;

import chat.suda.conversation.CalledTool;
import chat.suda.conversation.CalledTool.State;
import chat.suda.provider.ToolCall;
import chat.suda.tool.OfferedTool;
import chat.suda.tool.ToolResult;
import chat.suda.tool.Toolbox;
import jakarta.json.JsonObject;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One tool call, from the model's request to the result for the model. It ends once. */
final class PendingCall {

  private static final System.Logger LOG = System.getLogger(PendingCall.class.getName());

  /** Maximum length of a result for the model, in UTF-16 code units. */
  private static final int MAX_TOLD = 50_000;

  private final ToolLoop.Context context;
  private final CallRecord record;
  private final ToolCall call;
  private final OfferedTool tool;
  private final Runnable onEnd;
  private final int place;
  private final CompletableFuture<Boolean> decision = new CompletableFuture<>();
  private CompletableFuture<ToolResult> running;
  private boolean ended;
  private String told;

  /**
   * @param tool the called tool, or {@code null} if there is none of that name
   * @param called the call as first recorded
   * @param onEnd called when the call has ended without being cancelled, and that is recorded
   */
  PendingCall(
      ToolLoop.Context context,
      CallRecord record,
      ToolCall call,
      OfferedTool tool,
      CalledTool called,
      Runnable onEnd) {
    this.context = context;
    this.record = record;
    this.call = call;
    this.tool = tool;
    this.onEnd = onEnd;
    this.place = record.add(called);
  }

  String id() {
    return call.id();
  }

  /** The result for the model, once the call has ended. */
  synchronized String told() {
    return told;
  }

  /**
   * Starts the call, or lets it wait for the user's approval.
   *
   * @param tooMuch whether it exceeds the limits of a round
   */
  void begin(boolean tooMuch) {
    JsonObject arguments = ToolArguments.parse(call.arguments());
    if (tool == null) {
      fail("There is no tool of this name");
    } else if (arguments == null) {
      fail("The arguments are not a JSON object");
    } else if (tooMuch) {
      fail("Too much is called at once");
    } else if (tool.approval()) {
      await(arguments);
    } else {
      start(arguments);
    }
  }

  /** Whether it waits for approval. */
  synchronized boolean waits() {
    return !ended && tool != null && tool.approval() && !decision.isDone();
  }

  /** Returns whether the decision counts: the call waits for one. */
  synchronized boolean decide(boolean allow) {
    return waits() && decision.complete(allow);
  }

  private void await(JsonObject arguments) {
    if (change(State.WAITING) == null) {
      return;
    }
    decision
        .orTimeout(context.settings().approval().toMillis(), TimeUnit.MILLISECONDS)
        .whenCompleteAsync(
            (allowed, problem) -> {
              if (problem != null) {
                refuse("Nobody allowed it in time");
              } else if (allowed) {
                start(arguments);
              } else {
                refuse("The user refused it");
              }
            },
            context.executor());
  }

  /** The call is made after its state is stored as running, so that no other node repeats it. */
  private void start(JsonObject arguments) {
    CompletionStage<?> kept = change(State.RUNNING);
    if (kept != null) {
      kept.whenCompleteAsync(
          (done, undone) -> {
            if (undone == null) {
              make(arguments);
            } else {
              fail("It could not be stored");
            }
          },
          context.executor());
    }
  }

  private void make(JsonObject arguments) {
    CompletableFuture<ToolResult> made;
    synchronized (this) {
      if (ended) {
        return;
      }
      made = called(arguments);
      running = made;
    }
    made.copy()
        .orTimeout(context.settings().timeout().toMillis(), TimeUnit.MILLISECONDS)
        .whenCompleteAsync(
            (result, problem) -> {
              if (problem != null) {
                if (cause(problem) instanceof TimeoutException) {
                  made.cancel(true);
                }
                fail(Toolbox.message(problem));
              } else if (result.failed()) {
                fail(result.text());
              } else {
                end(State.DONE, result.text(), null, result.text());
              }
            },
            context.executor());
  }

  private CompletableFuture<ToolResult> called(JsonObject arguments) {
    try {
      return tool.call(arguments, context.caller());
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "A tool failed", e);
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Throwable cause(Throwable problem) {
    return problem instanceof CompletionException ? problem.getCause() : problem;
  }

  private void fail(String why) {
    end(State.FAILED, null, why, "Error: " + why);
  }

  private void refuse(String why) {
    end(State.REFUSED, null, why, "Refused: " + why);
  }

  /** Returns {@code null} if the call has ended. */
  private synchronized CompletionStage<?> change(State state) {
    return ended ? null : record.change(place, state, null, null);
  }

  private void end(State state, String result, String error, String toModel) {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      told = Excerpt.of(toModel, MAX_TOLD);
      record.change(place, state, result, error);
    }
    onEnd.run();
  }

  /**
   * Cancels the call without recording a result: the answer has ended, or another node continues
   * it.
   */
  void abandon() {
    CompletableFuture<ToolResult> made;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      made = running;
    }
    decision.cancel(false);
    if (made != null) {
      made.cancel(true);
    }
  }
}
