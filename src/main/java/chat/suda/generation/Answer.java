package chat.suda.generation;

import chat.suda.conversation.AnswerEnd;
import chat.suda.conversation.AnswerProgress;
import chat.suda.conversation.CalledTool;
import chat.suda.conversation.Message;
import chat.suda.provider.Completion;
import chat.suda.provider.Delta;
import chat.suda.provider.Exchange;
import chat.suda.provider.Failure;
import chat.suda.provider.Provider;
import chat.suda.provider.Usage;
import chat.suda.stream.ChatEvent;
import chat.suda.stream.EventLog;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One answer of a model, and the only writer of its events. It ends once, by the model, a failure
 * or a stop; no event follows its last one.
 */
public final class Answer implements Provider.Listener {

  private static final System.Logger LOG = System.getLogger(Answer.class.getName());

  private enum State {
    STREAMING,
    /** The user has stopped it; the upstream connection is being closed. */
    STOPPING,
    ENDED
  }

  private static final Failure SHUT_DOWN =
      new Failure(Failure.Code.INTERRUPTED, "The server was shut down");

  private static final Failure LOST =
      new Failure(Failure.Code.INTERRUPTED, "The servers that wrote this were lost");

  private static final Failure TOO_LONG =
      new Failure(
          Failure.Code.TOO_LONG, "The answer is longer than this server takes; it was ended here");

  static final Failure NOT_ASKED =
      new Failure(Failure.Code.INTERRUPTED, "The model could not be asked");

  /**
   * The context of an answer.
   *
   * @param token of the lease under which it is written
   * @param mostChars how long its text may be, and its reasoning, in UTF-16 code units
   * @param executor runs what waits for the end, since the thread that reads must not block
   * @param onEnd called once or more, before the last event is appended
   * @param tools makes the loop of its tools, soon; {@code null} where it may call none
   */
  record Context(
      long token,
      AnswerEndStore endStore,
      AnswerMeters meters,
      int mostChars,
      Executor executor,
      BiConsumer<Answer, AnswerResult> onEnd,
      Function<Answer, CompletionStage<ToolLoop>> tools) {

    /** Without tools. */
    Context(
        long token,
        AnswerEndStore endStore,
        AnswerMeters meters,
        int mostChars,
        Executor executor,
        BiConsumer<Answer, AnswerResult> onEnd) {
      this(token, endStore, meters, mostChars, executor, onEnd, null);
    }
  }

  private final AnswerRequest request;
  private final EventLog.Writer log;
  private final Context context;
  private final AnswerDraft draft;
  private final CurrentExchange exchange = new CurrentExchange();
  private final CompletableFuture<AnswerResult> ended = new CompletableFuture<>();
  private State state = State.STREAMING;
  private volatile ToolLoop tools;
  private volatile AnswerRounds rounds;

  Answer(AnswerRequest request, EventLog log, Context context) {
    this.request = request;
    this.context = context;
    this.log =
        log.writer(
            request.messageId(), context.token(), () -> context.executor().execute(this::leave));
    this.draft = new AnswerDraft(request, this.log, context.meters(), context.mostChars());
  }

  public String messageId() {
    return request.messageId();
  }

  AnswerRegistry.Place place() {
    return new AnswerRegistry.Place(request.owner(), request.conversationId());
  }

  AnswerRequest request() {
    return request;
  }

  long token() {
    return context.token();
  }

  /**
   * An answer's text at a position of its log.
   *
   * @param cursor the texts contain all events of this answer up to it, and none after it
   */
  record Snapshot(String content, String reasoning, String cursor) {}

  /** Completes when the log contains the text so far. */
  synchronized CompletionStage<Snapshot> snapshot() {
    String content = draft.content();
    String reasoning = draft.reasoning();
    return log.cursor().thenApply(cursor -> new Snapshot(content, reasoning, cursor));
  }

  /** The size of the text so far: changes when there is something to store. */
  synchronized int size() {
    return draft.size();
  }

  private synchronized int length() {
    return draft.length();
  }

  /** The loop of its tools, if it may call any. */
  Optional<ToolLoop> tools() {
    return Optional.ofNullable(tools);
  }

  // Asking the model.

  void begin(Provider provider) {
    log.append(
        new ChatEvent.Start(request.conversationId(), messageId(), request.prompt().model()));
    askWhole(provider);
  }

  /**
   * Restarts an answer that another node has begun.
   *
   * @param restarted stores the restart before anything else is written
   */
  void restart(Provider provider, Consumer<AnswerProgress> restarted) {
    log.append(new ChatEvent.Restart(request.conversationId(), messageId(), "takeover"));
    afterwards(
        log.cursor(),
        cursor -> {
          if (request.kept()) {
            restarted.accept(new AnswerProgress(messageId(), "", null, cursor, context.token()));
          }
          askWhole(provider);
        });
  }

  /** Continues after the text so far, which another node has written. */
  void goOn(Provider provider) {
    exchange.is(provider.ask(request.prompt().begun(draft.content()), new RestOfAnswer(this)));
  }

  private void askWhole(Provider provider) {
    if (context.tools() == null) {
      exchange.is(provider.ask(request.prompt(), this));
      return;
    }
    context
        .tools()
        .apply(this)
        .whenComplete(
            (loop, problem) -> {
              if (problem == null) {
                tools = loop;
                rounds = new AnswerRounds(this, provider, loop, context.executor());
                rounds.ask(request.prompt());
              } else {
                couldNotBeAsked();
              }
            });
  }

  /** Starts the next round, unless the answer has ended. */
  void ask(Supplier<Exchange> round) {
    synchronized (this) {
      if (state != State.STREAMING) {
        exchange.isNone();
        return;
      }
      exchange.next();
      draft.beginRound();
    }
    try {
      exchange.is(round.get());
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "A model could not be asked", e);
      couldNotBeAsked();
    }
  }

  /** Ends an answer without an exchange with a model; a stop does not wait for one. */
  void couldNotBeAsked() {
    exchange.isNone();
    failed(NOT_ASKED);
  }

  // Results of the model.

  @Override
  public void delta(Delta delta) {
    boolean fits;
    synchronized (this) {
      // Also what arrived before a stop.
      fits = state == State.ENDED || draft.add(delta);
    }
    if (!fits) {
      failed(TOO_LONG);
      exchange.cancel();
    }
  }

  /**
   * What the model said in a round.
   *
   * @param reasoning or {@code null}
   * @param offset the end of the content in the answer's text, in UTF-16 code units
   */
  record Said(String content, String reasoning, int offset) {}

  /** The text of this round; empty if the answer has ended. */
  synchronized Optional<Said> said() {
    return state == State.STREAMING
        ? Optional.of(new Said(draft.roundContent(), draft.roundReasoning(), draft.length()))
        : Optional.empty();
  }

  /** Stores the calls, then appends the event of the changed one. */
  CompletionStage<?> keepAndTell(List<CalledTool> calls, CalledTool changed) {
    return context
        .endStore()
        .saveCalls(messageId(), context.token(), calls)
        .thenRun(
            () ->
                log.append(
                    new ChatEvent.Tool(request.conversationId(), messageId(), changed.json())));
  }

  // Takeover by another node.

  /** Takes in what another node has written, for an answer that is not continued. */
  synchronized void adopt(Message soFar) {
    draft.adopt(soFar);
  }

  /** Takes in the tool calls of the lost node. */
  void adopt(ToolLoop called) {
    tools = called;
  }

  /** Ends the answer as the lost node has left it. */
  void giveUp(boolean stopped) {
    exchange.isNone();
    if (stopped) {
      stop();
    } else {
      failed(LOST);
    }
  }

  /** Raises the fence again, so that appends of earlier writers are rejected. */
  void claim() {
    log.claim();
  }

  /** Likewise; runs the action once no other node can write this answer. */
  void claim(Runnable then) {
    afterwards(log.claim(), cursor -> then.run());
  }

  /** A failure of the action ends the answer. */
  private void afterwards(CompletionStage<String> inTheLog, Consumer<String> action) {
    inTheLog
        .thenAcceptAsync(action, context.executor())
        .exceptionally(
            failure -> {
              couldNotBeAsked();
              return null;
            });
  }

  /**
   * Ends this node's part without a last event; another node continues the answer.
   *
   * @return how it has ended, once nothing more is written
   */
  CompletionStage<AnswerResult> leave() {
    synchronized (this) {
      state = State.ENDED;
    }
    if (tools != null) {
      tools.abandon();
    }
    AnswerResult ending = AnswerResult.elsewhere(length());
    context.onEnd().accept(this, ending);
    log.cursor().whenComplete((cursor, lost) -> finish(ending));
    // Last, since no caller waits for the cancellation.
    context.executor().execute(exchange::cancel);
    return ended();
  }

  // End of the answer.

  /** Completes, always normally, when the last event has been appended. */
  public CompletionStage<AnswerResult> ended() {
    return ended.minimalCompletionStage();
  }

  /**
   * Stops the answer, if it has not ended.
   *
   * @return the result, once the upstream connection is closed and the last event appended
   */
  public CompletionStage<AnswerResult> stop() {
    synchronized (this) {
      if (state != State.STREAMING) {
        return ended();
      }
      state = State.STOPPING;
    }
    exchange.cancel().whenComplete((closed, failure) -> end(AnswerOutcome.stopped(counted())));
    return ended();
  }

  /** Ends the answer, unless it has ended, because this server shuts down. */
  void interrupt() {
    failed(SHUT_DOWN);
    exchange.cancel();
  }

  @Override
  public void completed(Completion completion) {
    if (leaveStreaming()) {
      end(AnswerOutcome.complete(completion));
    }
  }

  @Override
  public void failed(Failure failure) {
    if (leaveStreaming()) {
      context.meters().failed(failure.code());
      end(AnswerOutcome.failed(failure, counted()));
    }
  }

  /** An earlier stop wins: the model's completion is ignored. */
  private synchronized boolean leaveStreaming() {
    if (state != State.STREAMING) {
      return false;
    }
    state = State.ENDED;
    return true;
  }

  private Usage counted() {
    return rounds == null ? null : rounds.counted();
  }

  /** Stores the result, then appends the last event; an error event if it could not be stored. */
  private void end(AnswerOutcome outcome) {
    if (tools == null) {
      store(outcome);
    } else {
      tools.close(outcome.reason()).thenRun(() -> store(outcome));
    }
  }

  private void store(AnswerOutcome outcome) {
    AnswerEnd end;
    CompletionStage<String> written;
    synchronized (this) {
      state = State.ENDED;
      end = outcome.kept(draft, tools == null ? List.of() : tools.calls());
      written = log.cursor();
    }
    written.whenComplete(
        (cursor, lost) -> {
          if (lost != null) {
            leave();
            return;
          }
          keep(end)
              .whenComplete((kept, unkept) -> tell(unkept == null ? outcome : unkept(outcome)));
        });
  }

  /** Reported as a failure; stored as one once the database accepts it. */
  private AnswerOutcome unkept(AnswerOutcome outcome) {
    AnswerOutcome failed = outcome.notKept();
    AnswerEnd end;
    synchronized (this) {
      end = failed.kept(draft, tools == null ? List.of() : tools.calls());
    }
    context.endStore().saveEndLater(messageId(), context.token(), end);
    return failed;
  }

  /** Whatever fails, the answer must end. */
  private CompletionStage<?> keep(AnswerEnd end) {
    try {
      return context.endStore().saveEnd(messageId(), context.token(), end);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "The end of an answer could not be stored", e);
      return CompletableFuture.failedStage(e);
    }
  }

  private void tell(AnswerOutcome outcome) {
    AnswerResult ending = outcome.result(length());
    // Before the last event: a client that receives it may ask for another answer at once.
    context.onEnd().accept(this, ending);
    log.appendLast(outcome.told(request, length()));
    log.cursor().whenComplete((cursor, lost) -> finish(ending));
  }

  private void finish(AnswerResult ending) {
    ended.completeAsync(() -> ending, context.executor());
  }
}
