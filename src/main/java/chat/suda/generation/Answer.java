package chat.suda.generation;

import chat.suda.conversation.AnswerEnd;
import chat.suda.conversation.AnswerProgress;
import chat.suda.conversation.CalledTool;
import chat.suda.conversation.Message;
import chat.suda.conversation.MessageError;
import chat.suda.conversation.Status;
import chat.suda.provider.Completion;
import chat.suda.provider.Delta;
import chat.suda.provider.Exchange;
import chat.suda.provider.Failure;
import chat.suda.provider.Prompt;
import chat.suda.provider.Provider;
import chat.suda.provider.Usage;
import chat.suda.stream.ChatEvent;
import chat.suda.stream.EventLog;
import chat.suda.stream.Utf16;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One answer of a model: the only writer of its events. It ends once, by the model, by a failure or
 * by a stop, and nothing follows its last event.
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

  private static final Failure NOT_KEPT =
      new Failure(Failure.Code.NOT_KEPT, "The answer could not be stored");

  private static final Failure LOST =
      new Failure(Failure.Code.INTERRUPTED, "The servers that wrote this were lost");

  private static final Exchange NONE = () -> CompletableFuture.completedStage(null);

  private static final Failure TOO_LONG =
      new Failure(
          Failure.Code.TOO_LONG, "The answer is longer than this server takes; it was ended here");

  static final Failure NOT_ASKED =
      new Failure(Failure.Code.INTERRUPTED, "The model could not be asked");

  /**
   * What an answer needs beside its request.
   *
   * @param token of the lease under which it is written
   * @param mostChars how long its text may be, and its reasoning, in UTF-16 code units
   * @param executor runs what waits for the end, since the thread that reads must not block
   * @param onEnd called once or more, before the last event is appended
   * @param tools makes the loop of its tools, soon; {@code null} where it may call none
   */
  record Surroundings(
      long token,
      AnswerEndStore endStore,
      AnswerMeters meters,
      int mostChars,
      Executor executor,
      BiConsumer<Answer, AnswerResult> onEnd,
      Function<Answer, CompletionStage<ToolLoop>> tools) {

    /** Without tools. */
    Surroundings(
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
  private final String conversationId;
  private final String messageId;
  private final EventLog.Writer log;
  private final Surroundings around;
  private final long startedAt = System.nanoTime();
  private volatile CompletableFuture<Exchange> exchange = new CompletableFuture<>();
  private final CompletableFuture<AnswerResult> ended = new CompletableFuture<>();
  private State state = State.STREAMING;
  private final StringBuilder content = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private String model;
  private volatile ToolLoop tools;

  /** What the model was asked last, all rounds before in it. */
  private Prompt asked;

  /** Where the text of this round begins. */
  private int roundStart;

  /** What all rounds before have cost, or {@code null}. */
  private Usage earlier;

  Answer(AnswerRequest request, EventLog log, Surroundings around) {
    this.request = request;
    this.conversationId = request.conversationId();
    this.messageId = request.messageId();
    this.model = request.prompt().model();
    this.around = around;
    this.log = log.writer(messageId, around.token(), () -> around.executor().execute(this::leave));
  }

  public String messageId() {
    return messageId;
  }

  AnswerRegistry.Place place() {
    return new AnswerRegistry.Place(request.owner(), conversationId);
  }

  AnswerRequest request() {
    return request;
  }

  long token() {
    return around.token();
  }

  /**
   * An answer's text at a position of its log.
   *
   * @param cursor every event of this answer up to it is in the texts, and none after it
   */
  record Snapshot(String content, String reasoning, String cursor) {}

  /** Completes when the log has all that there is now. */
  synchronized CompletionStage<Snapshot> snapshot() {
    String text = content.toString();
    String thoughts = reasoningOrNull();
    return log.cursor().thenApply(cursor -> new Snapshot(text, thoughts, cursor));
  }

  /** How much there is of it: changes when there is something new to keep. */
  synchronized int size() {
    return content.length() + reasoning.length();
  }

  /** Completes, always normally, after the last event was appended. */
  public CompletionStage<AnswerResult> ended() {
    return ended.minimalCompletionStage();
  }

  /**
   * Stops the answer, if it has not ended.
   *
   * @return how it ended, once the upstream connection is closed and the last event appended
   */
  public CompletionStage<AnswerResult> stop() {
    synchronized (this) {
      if (state != State.STREAMING) {
        return ended();
      }
      state = State.STOPPING;
    }
    exchange
        .thenCompose(Exchange::cancel)
        .whenComplete((closed, failure) -> end(AnswerResult.STOPPED, null, "stopped", null));
    return ended();
  }

  /** Ends the answer, if it has not ended, since this server goes down. */
  void interrupt() {
    failed(SHUT_DOWN);
    exchange.thenCompose(Exchange::cancel);
  }

  /**
   * Ends here, without a word: another node writes it, or will.
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
    around.onEnd().accept(this, ending);
    log.cursor().whenComplete((cursor, lost) -> finish(ending));
    // Last: nobody waits for it, and others may be in a hurry.
    around.executor().execute(() -> exchange.thenCompose(Exchange::cancel));
    return ended();
  }

  /** What its tools are called by, if it may call any. */
  Optional<ToolLoop> tools() {
    return Optional.ofNullable(tools);
  }

  /** Keeps the calls, then tells of one. */
  CompletionStage<?> keepAndTell(List<CalledTool> calls, CalledTool changed) {
    return around
        .endStore()
        .keepCalls(messageId, around.token(), calls)
        .thenRun(() -> log.append(new ChatEvent.Tool(conversationId, messageId, changed.json())));
  }

  private void finish(AnswerResult ending) {
    ended.completeAsync(() -> ending, around.executor());
  }

  /** What another node has written of it, and this one will not go on with. */
  synchronized void adopt(Message soFar) {
    content.append(soFar.content());
    reasoning.append(soFar.reasoning() == null ? "" : soFar.reasoning());
  }

  /** Its calls of tools, on the node that is lost. */
  void adopt(ToolLoop called) {
    tools = called;
  }

  /** Ends it as the node that is lost has left it. */
  void giveUp(boolean stopped) {
    exchange.complete(NONE);
    if (stopped) {
      stop();
    } else {
      failed(LOST);
    }
  }

  void begin(Provider provider) {
    log.append(new ChatEvent.Start(conversationId, messageId, request.prompt().model()));
    ask(provider);
  }

  /** Asks for the whole answer, with the tools that there are. */
  private void ask(Provider provider) {
    if (around.tools() == null) {
      exchange.complete(provider.ask(request.prompt(), this));
      return;
    }
    around
        .tools()
        .apply(this)
        .whenComplete(
            (loop, problem) -> {
              if (problem == null) {
                tools = loop;
                ask(provider, request.prompt());
              } else {
                exchange.complete(NONE);
                failed(NOT_ASKED);
              }
            });
  }

  /** Asks for an answer, or what follows on the calls of one. */
  private void ask(Provider provider, Prompt prompt) {
    CompletableFuture<Exchange> mine;
    synchronized (this) {
      if (state != State.STREAMING) {
        exchange.complete(NONE);
        return;
      }
      if (exchange.isDone()) {
        exchange = new CompletableFuture<>();
      }
      mine = exchange;
      asked = prompt;
      roundStart = content.length();
    }
    try {
      mine.complete(provider.ask(prompt.withTools(tools.definitions()), round(provider)));
    } catch (RuntimeException e) {
      mine.complete(NONE);
      failed(NOT_ASKED);
    }
  }

  /** Hears one round: its end may be another's beginning. */
  private Provider.Listener round(Provider provider) {
    return new Provider.Listener() {

      @Override
      public void delta(Delta delta) {
        Answer.this.delta(delta);
      }

      @Override
      public void completed(Completion completion) {
        if (tools.wants(completion)) {
          around.executor().execute(() -> call(completion, provider));
        } else {
          Answer.this.completed(completion);
        }
      }

      @Override
      public void failed(Failure failure) {
        Answer.this.failed(failure);
      }
    };
  }

  private void call(Completion completion, Provider provider) {
    String text;
    int offset;
    synchronized (this) {
      if (state != State.STREAMING) {
        return;
      }
      earlier = sum(earlier, completion.usage());
      offset = content.length();
      text = content.substring(roundStart);
    }
    tools.run(
        completion.toolCalls(),
        text,
        offset,
        results -> {
          List<Prompt.Turn> turns = new ArrayList<>(asked.turns());
          turns.addAll(results);
          ask(provider, asked.with(turns));
        });
  }

  private static Usage sum(Usage one, Usage other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return new Usage(
        one.promptTokens() + other.promptTokens(),
        one.completionTokens() + other.completionTokens(),
        one.totalTokens() + other.totalTokens());
  }

  /**
   * Begins anew what another node has begun.
   *
   * @param restarted stores that, before anything else is written
   */
  void restart(Provider provider, Consumer<AnswerProgress> restarted) {
    log.append(new ChatEvent.Restart(conversationId, messageId, "takeover"));
    afterwards(
        log.cursor(),
        cursor -> {
          if (request.kept()) {
            restarted.accept(new AnswerProgress(messageId, "", null, cursor, around.token()));
          }
          ask(provider);
        });
  }

  /** Shuts out whoever wrote this answer before, once more. */
  void claim() {
    log.claim();
  }

  /** Does that as soon as no other node can write this answer any more. */
  void claim(Runnable then) {
    afterwards(log.claim(), cursor -> then.run());
  }

  /** What cannot be done then ends the answer. */
  private void afterwards(CompletionStage<String> inTheLog, Consumer<String> action) {
    inTheLog
        .thenAcceptAsync(action, around.executor())
        .exceptionally(
            failure -> {
              failed(NOT_ASKED);
              return null;
            });
  }

  /** Goes on after the text that it has, which another node has written. */
  void goOn(Provider provider) {
    Prompt rest = request.prompt().begun(content.toString());
    exchange.complete(provider.ask(rest, new Rest(this)));
  }

  /** Hears the rest of an answer: what the model counts then is not what the answer cost. */
  private record Rest(Answer answer) implements Provider.Listener {

    @Override
    public void delta(Delta delta) {
      answer.delta(delta);
    }

    @Override
    public void completed(Completion completion) {
      answer.completed(new Completion(completion.finishReason(), completion.model(), null));
    }

    @Override
    public void failed(Failure failure) {
      answer.failed(failure);
    }
  }

  @Override
  public void delta(Delta delta) {
    if (!takes(delta)) {
      failed(TOO_LONG);
      exchange.thenCompose(Exchange::cancel);
    }
  }

  /** Returns whether all of it is within the bound of an answer's length. */
  private synchronized boolean takes(Delta delta) {
    if (state != State.STREAMING) {
      return true;
    }
    around.meters().received(delta.chunks());
    if (delta.model() != null) {
      model = delta.model();
    }
    if (delta.contentWasReasoning()) {
      reclassify();
    }
    String newReasoning =
        Utf16.beginning(delta.reasoning(), around.mostChars() - reasoning.length());
    String newContent = Utf16.beginning(delta.content(), around.mostChars() - content.length());
    appendReasoning(newReasoning);
    appendContent(newContent);
    return newReasoning.length() == delta.reasoning().length()
        && newContent.length() == delta.content().length();
  }

  /** What was told as the answer's text is told again, as reasoning. */
  private void reclassify() {
    log.append(new ChatEvent.Restart(conversationId, messageId, "reasoning"));
    String before = content.substring(0, roundStart);
    String all = reasoning.append(content, roundStart, content.length()).toString();
    reasoning.setLength(0);
    content.setLength(0);
    appendReasoning(Utf16.beginning(all, around.mostChars()));
    appendContent(before);
  }

  private void appendReasoning(String more) {
    if (!more.isEmpty()) {
      log.append(new ChatEvent.Reasoning(conversationId, messageId, reasoning.length(), more));
      reasoning.append(more);
    }
  }

  private void appendContent(String more) {
    if (!more.isEmpty()) {
      if (content.isEmpty()) {
        around.meters().firstToken(System.nanoTime() - startedAt);
      }
      log.append(
          new ChatEvent.Text(conversationId, messageId, content.length(), more, model, null));
      content.append(more);
    }
  }

  @Override
  public void completed(Completion completion) {
    if (leaveStreaming()) {
      Usage usage = sum(earlier, completion.usage());
      end(AnswerResult.COMPLETE, null, completion.finishReason(), usage);
    }
  }

  @Override
  public void failed(Failure failure) {
    if (leaveStreaming()) {
      around.meters().failed(failure.code());
      end(AnswerResult.FAILED, failure, null, null);
    }
  }

  /** A stop that came first wins: what the model says after it does not count. */
  private synchronized boolean leaveStreaming() {
    if (state != State.STREAMING) {
      return false;
    }
    state = State.ENDED;
    return true;
  }

  /** What is kept first is told then; what could not be kept is told as a failure. */
  private void end(String how, Failure failure, String finishReason, Usage usage) {
    ToolLoop loop = tools;
    if (loop == null) {
      store(how, failure, finishReason, usage);
    } else {
      String why = failure == null ? "The answer was stopped" : failure.message();
      loop.close(why).thenRun(() -> store(how, failure, finishReason, usage));
    }
  }

  private void store(String how, Failure failure, String finishReason, Usage usage) {
    AnswerEnd end;
    CompletionStage<String> written;
    synchronized (this) {
      state = State.ENDED;
      end = last(how, failure, finishReason, usage);
      written = log.cursor();
    }
    written.whenComplete(
        (cursor, lost) -> {
          if (lost != null) {
            leave();
            return;
          }
          keep(end)
              .whenComplete(
                  (kept, unkept) ->
                      tell(how, unkept == null ? failure : NOT_KEPT, finishReason, usage));
        });
  }

  /** Whatever goes wrong, the answer must come to its end. */
  private CompletionStage<?> keep(AnswerEnd end) {
    try {
      return around.endStore().keep(messageId, around.token(), end);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "The end of an answer could not be stored", e);
      return CompletableFuture.failedStage(e);
    }
  }

  private void tell(String how, Failure failure, String finishReason, Usage usage) {
    AnswerResult ending =
        new AnswerResult(failure == NOT_KEPT ? AnswerResult.FAILED : how, length(), failure);
    // Before the last event: whoever sees it may at once ask for another answer.
    around.onEnd().accept(this, ending);
    log.appendLast(lastEvent(failure, finishReason, usage));
    log.cursor().whenComplete((cursor, lost) -> finish(ending));
  }

  private AnswerEnd last(String how, Failure failure, String finishReason, Usage usage) {
    Status status =
        failure != null && failure.code() == Failure.Code.INTERRUPTED
            ? Status.INTERRUPTED
            : Status.valueOf(how.toUpperCase(Locale.ROOT));
    MessageError error =
        failure == null
            ? null
            : new MessageError(failure.code().wireName(), failure.message(), failure.retryable());
    return new AnswerEnd(
        status, content.toString(), reasoningOrNull(), model, finishReason, usage, error, calls());
  }

  private ChatEvent lastEvent(Failure failure, String finishReason, Usage usage) {
    return failure == null
        ? new ChatEvent.Done(conversationId, messageId, finishReason, length(), counted(usage))
        : new ChatEvent.Error(
            conversationId,
            messageId,
            request.failurePrefix() + failure.message(),
            failure.code().wireName(),
            failure.retryable());
  }

  private List<CalledTool> calls() {
    return tools == null ? List.of() : tools.calls();
  }

  private synchronized int length() {
    return content.length();
  }

  private String reasoningOrNull() {
    return reasoning.isEmpty() ? null : reasoning.toString();
  }

  private static ChatEvent.Usage counted(Usage usage) {
    return usage == null
        ? null
        : new ChatEvent.Usage(usage.promptTokens(), usage.completionTokens(), usage.totalTokens());
  }
}
