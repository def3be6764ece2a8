package chat.suda.generation;

import chat.suda.config.ToolSettings;
import chat.suda.conversation.CalledTool;
import chat.suda.conversation.CalledTool.State;
import chat.suda.provider.Completion;
import chat.suda.provider.Prompt;
import chat.suda.provider.ToolCall;
import chat.suda.provider.ToolDefinition;
import chat.suda.stream.Utf16;
import chat.suda.tool.OfferedTool;
import chat.suda.tool.ToolCaller;
import chat.suda.tool.ToolResult;
import chat.suda.tool.Toolbox;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * The calls that one answer makes, round by round: a round's calls run at once, and when all have
 * ended the model is told. What becomes of a call is kept first, then told.
 */
final class ToolLoop {

  /** What a client is shown of a result, in UTF-16 code units. */
  private static final int MOST_SHOWN = 8_000;

  /** What a model is told of a result. */
  private static final int MOST_TOLD = 50_000;

  /** What is kept of all results of an answer. */
  private static final int MOST_KEPT = 400_000;

  /** What all calls of an answer may bring with them. */
  private static final int MOST_ARGUMENTS = 200_000;

  private static final int MOST_CALLS_A_ROUND = 32;

  private static final JsonProvider JSON = JsonProvider.provider();

  /** What became of a decision. */
  enum Decision {
    TAKEN,
    /** It was decided before, or nobody asks. */
    TOO_LATE,
    UNKNOWN
  }

  /**
   * What the calls need.
   *
   * @param caller who asks
   * @param executor runs what follows on a call's end; not the calls
   */
  record Surroundings(
      ToolCaller caller, ToolSettings settings, Executor executor, AnswerMeters meters) {}

  /** A call that is not over. */
  private final class Open {

    private final int index;
    private final String argumentsText;
    private final OfferedTool tool;
    private final CompletableFuture<Boolean> decision = new CompletableFuture<>();
    private CompletableFuture<ToolResult> running;

    /** What the model is told, once it is over. */
    private String told;

    Open(int index, String argumentsText, OfferedTool tool) {
      this.index = index;
      this.argumentsText = argumentsText;
      this.tool = tool;
    }
  }

  private final Map<String, OfferedTool> offered;
  private final Surroundings around;
  private final BiFunction<List<CalledTool>, CalledTool, CompletionStage<?>> keepAndTell;
  private final List<CalledTool> calls = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private List<Open> round = List.of();
  private Consumer<List<Prompt.Turn>> onResults;
  private Prompt.Turn question;
  private CompletionStage<?> told = CompletableFuture.completedStage(null);
  private int rounds;
  private int kept;
  private int argumentChars;
  private boolean closed;

  /**
   * @param offered by their names to the model
   * @param keepAndTell keeps all calls, then tells of one; completes when that is done
   */
  ToolLoop(
      Map<String, OfferedTool> offered,
      Surroundings around,
      BiFunction<List<CalledTool>, CalledTool, CompletionStage<?>> keepAndTell) {
    this.offered = offered;
    this.around = around;
    this.keepAndTell = keepAndTell;
  }

  /** What another node has called; nothing more will be. */
  void adopt(List<CalledTool> before) {
    calls.addAll(before);
  }

  /** All calls so far. */
  synchronized List<CalledTool> calls() {
    return List.copyOf(calls);
  }

  /** What the model may call next: nothing after the last round. */
  synchronized List<ToolDefinition> definitions() {
    return rounds >= around.settings().maxRounds()
        ? List.of()
        : offered.values().stream()
            .map(tool -> new ToolDefinition(tool.name(), tool.description(), tool.schema()))
            .toList();
  }

  /** Whether the answer goes on with calls. */
  boolean wants(Completion completion) {
    return !completion.toolCalls().isEmpty()
        && !completion.finishReason().equals("length")
        && !completion.finishReason().equals("content_filter")
        && !definitions().isEmpty();
  }

  /**
   * Makes a round of calls.
   *
   * @param text what the model has said before them
   * @param offset of the calls in the answer's text
   * @param then takes what is to be said to the model: its own turn, and the results
   */
  void run(List<ToolCall> asked, String text, int offset, Consumer<List<Prompt.Turn>> then) {
    List<Open> all = new ArrayList<>();
    synchronized (this) {
      if (closed) {
        return;
      }
      rounds++;
      onResults = then;
      List<ToolCall> own = asked.stream().map(this::withOwnId).toList();
      question = new Prompt.Turn(Prompt.Role.ASSISTANT, text, own, null);
      for (ToolCall call : own) {
        OfferedTool tool = offered.get(call.name());
        all.add(new Open(calls.size(), call.arguments(), tool));
        calls.add(
            new CalledTool(
                call.id(),
                call.name(),
                call.arguments(),
                tool != null && tool.approval() ? State.WAITING : State.RUNNING,
                null,
                null,
                rounds,
                offset));
      }
      round = all;
    }
    for (int i = 0; i < all.size(); i++) {
      begin(all.get(i), i);
    }
  }

  /** Some servers count from nought with each request. */
  private ToolCall withOwnId(ToolCall call) {
    return ids.add(call.id())
        ? call
        : new ToolCall(
            "call_" + UUID.randomUUID().toString().replace("-", ""), call.name(), call.arguments());
  }

  private void begin(Open open, int place) {
    JsonObject arguments = arguments(open.argumentsText);
    synchronized (this) {
      argumentChars += open.argumentsText.length();
    }
    if (open.tool == null) {
      settle(open, State.FAILED, null, "There is no tool of this name");
    } else if (arguments == null) {
      settle(open, State.FAILED, null, "The arguments are not a JSON object");
    } else if (place >= MOST_CALLS_A_ROUND || argumentChars > MOST_ARGUMENTS) {
      settle(open, State.FAILED, null, "Too much is called at once");
    } else if (open.tool.approval()) {
      await(open, arguments);
    } else {
      start(open, arguments);
    }
  }

  private static JsonObject arguments(String text) {
    if (text.isBlank()) {
      return JSON.createObjectBuilder().build();
    }
    try (JsonParser parser = JSON.createParser(new StringReader(text))) {
      JsonObject object =
          parser.next() == JsonParser.Event.START_OBJECT ? parser.getObject() : null;
      return parser.hasNext() ? null : object;
    } catch (JsonException
        | IllegalStateException
        | NoSuchElementException
        | StackOverflowError e) {
      return null;
    }
  }

  private void await(Open open, JsonObject arguments) {
    synchronized (this) {
      if (open.told != null) {
        return;
      }
      change(open, State.WAITING, null, null);
    }
    open.decision
        .orTimeout(around.settings().approval().toMillis(), TimeUnit.MILLISECONDS)
        .whenCompleteAsync(
            (allowed, problem) -> {
              if (problem != null) {
                settle(open, State.REFUSED, null, "Nobody allowed it in time");
              } else if (allowed) {
                start(open, arguments);
              } else {
                settle(open, State.REFUSED, null, "The user refused it");
              }
            },
            around.executor());
  }

  /** The call is made once it is kept that it runs: so no other node ever makes it again. */
  private void start(Open open, JsonObject arguments) {
    CompletionStage<?> running;
    synchronized (this) {
      if (open.told != null) {
        return;
      }
      change(open, State.RUNNING, null, null);
      running = told;
    }
    running.whenCompleteAsync(
        (kept, unkept) -> {
          if (unkept == null) {
            call(open, arguments);
          } else {
            settle(open, State.FAILED, null, "It could not be stored");
          }
        },
        around.executor());
  }

  private void call(Open open, JsonObject arguments) {
    CompletableFuture<ToolResult> call;
    synchronized (this) {
      if (open.told != null) {
        return;
      }
      call = open.tool.call(arguments, around.caller());
      open.running = call;
    }
    call.copy()
        .orTimeout(around.settings().timeout().toMillis(), TimeUnit.MILLISECONDS)
        .whenCompleteAsync(
            (result, problem) -> {
              if (problem == null && !result.failed()) {
                settle(open, State.DONE, result.text(), null);
              } else if (problem == null) {
                settle(open, State.FAILED, null, result.text());
              } else {
                settle(open, State.FAILED, null, Toolbox.message(problem));
                if (cause(problem) instanceof TimeoutException) {
                  call.cancel(true);
                }
              }
            },
            around.executor());
  }

  private static Throwable cause(Throwable problem) {
    return problem instanceof CompletionException ? problem.getCause() : problem;
  }

  /** Ends a call, once, and with the round's last tells the model. */
  private void settle(Open open, State state, String result, String error) {
    Consumer<List<Prompt.Turn>> then = null;
    List<Prompt.Turn> turns = null;
    CompletionStage<?> all;
    synchronized (this) {
      if (open.told != null) {
        return;
      }
      open.told =
          within(
              MOST_TOLD,
              switch (state) {
                case DONE -> result;
                case REFUSED -> "Refused: " + error;
                default -> "Error: " + error;
              });
      change(open, state, shown(result), shown(error));
      around.meters().called(state);
      all = told;
      if (!closed && round.stream().allMatch(one -> one.told != null)) {
        then = onResults;
        turns = turns();
      }
    }
    if (then != null) {
      Consumer<List<Prompt.Turn>> goOn = then;
      List<Prompt.Turn> said = turns;
      all.whenCompleteAsync((kept, unkept) -> goOn.accept(said), around.executor());
    }
  }

  private List<Prompt.Turn> turns() {
    List<Prompt.Turn> turns = new ArrayList<>();
    turns.add(question);
    for (int i = 0; i < round.size(); i++) {
      turns.add(Prompt.Turn.result(question.toolCalls().get(i).id(), round.get(i).told));
    }
    return turns;
  }

  private String shown(String text) {
    if (text == null) {
      return null;
    }
    String shown = within(Math.min(MOST_SHOWN, Math.max(0, MOST_KEPT - kept)), text);
    kept += shown.length();
    return shown;
  }

  /** The text, cut to a length that is said at its end, but not in a surrogate pair. */
  private static String within(int most, String text) {
    if (text.length() <= most) {
      return text;
    }
    String note = "… [" + text.length() + " characters, cut]";
    String beginning = Utf16.beginning(text, most - note.length());
    return beginning + (beginning.isEmpty() ? "" : note);
  }

  private void change(Open open, State state, String result, String error) {
    CalledTool now = calls.get(open.index).as(state, result, error);
    calls.set(open.index, now);
    tell(now);
  }

  private void tell(CalledTool now) {
    List<CalledTool> all = List.copyOf(calls);
    told = told.thenCompose(before -> keepAndTell.apply(all, now));
  }

  /** Decides on a call that waits for it. */
  synchronized Decision decide(String callId, boolean allow) {
    for (Open open : round) {
      if (calls.get(open.index).callId().equals(callId)) {
        boolean waits = open.told == null && open.tool != null && open.tool.approval();
        return waits && !closed && open.decision.complete(allow)
            ? Decision.TAKEN
            : Decision.TOO_LATE;
      }
    }
    return ids.contains(callId) ? Decision.TOO_LATE : Decision.UNKNOWN;
  }

  /**
   * Ends all calls: the answer has ended.
   *
   * @return completes, always normally, when that is kept and told
   */
  CompletionStage<?> close(String why) {
    List<CompletableFuture<?>> open = new ArrayList<>();
    CompletionStage<?> all;
    synchronized (this) {
      closed = true;
      for (int i = 0; i < calls.size(); i++) {
        CalledTool call = calls.get(i);
        if (call.state().isOpen()) {
          CalledTool cut = call.cut(why);
          calls.set(i, cut);
          around.meters().called(cut.state());
          tell(cut);
        }
      }
      open.addAll(shut());
      all = told;
    }
    open.forEach(one -> one.cancel(true));
    return all.handle((kept, unkept) -> null);
  }

  /** Ends all calls without a word: the answer is another node's. */
  void abandon() {
    List<CompletableFuture<?>> open;
    synchronized (this) {
      closed = true;
      open = shut();
    }
    open.forEach(one -> one.cancel(true));
  }

  private List<CompletableFuture<?>> shut() {
    List<CompletableFuture<?>> open = new ArrayList<>();
    for (Open one : round) {
      if (one.told == null) {
        one.told = "";
        open.add(one.decision);
        open.add(Objects.requireNonNullElseGet(one.running, CompletableFuture::new));
      }
    }
    return open;
  }
}
