package chat.suda.generation;

import chat.suda.conversation.Final;
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
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * One answer of a model: the only writer of its events. It ends once, by the model, by a failure or
 * by a stop, and nothing follows its last event.
 */
public final class Answer implements Provider.Listener {

  private enum State {
    STREAMING,
    /** The user has stopped it; the upstream connection is being closed. */
    STOPPING,
    ENDED
  }

  /** Made while classes can be loaded: at its own end, Payara has taken the WAR away by then. */
  private static final Failure SHUT_DOWN =
      new Failure(Failure.Code.INTERRUPTED, "The server was shut down");

  private static final Failure NOT_KEPT =
      new Failure(Failure.Code.NOT_KEPT, "The answer could not be stored");

  static {
    Objects.requireNonNull(ChatEvent.Error.class);
  }

  private final String owner;
  private final String conversationId;
  private final String messageId;
  private final String requestedModel;
  private final String failurePrefix;
  private final EventLog log;
  private final Executor executor;
  private final AnswerMeters meters;
  private final Keeper keeper;
  private final Consumer<Answer> onEnd;
  private final long startedAt = System.nanoTime();
  private final CompletableFuture<Exchange> exchange = new CompletableFuture<>();
  private final CompletableFuture<Ending> ended = new CompletableFuture<>();
  private State state = State.STREAMING;
  private final StringBuilder content = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private String model;

  /**
   * @param executor runs what waits for the end, since the thread that reads must not block
   * @param onEnd called once, before the last event is appended
   */
  Answer(
      AnswerRequest request,
      EventLog log,
      AnswerMeters meters,
      Executor executor,
      Consumer<Answer> onEnd) {
    this.owner = request.owner();
    this.conversationId = request.conversationId();
    this.requestedModel = request.prompt().model();
    this.failurePrefix = request.failurePrefix();
    this.messageId = request.messageId();
    this.keeper = request.keeper();
    this.model = requestedModel;
    this.log = log;
    this.executor = executor;
    this.meters = meters;
    this.onEnd = onEnd;
  }

  public String messageId() {
    return messageId;
  }

  Answers.Place place() {
    return new Answers.Place(owner, conversationId);
  }

  /** The user that it belongs to, or {@code null} where whoever knows its id may have it. */
  public String owner() {
    return owner;
  }

  /**
   * An answer's text at a position of its log.
   *
   * @param cursor every event of this answer up to it is in the texts, and none after it
   * @param position the cursor's, for comparison
   */
  record Snapshot(String content, String reasoning, String cursor, long position) {}

  synchronized Snapshot snapshot() {
    long head = log.head();
    return new Snapshot(content.toString(), reasoningOrNull(), log.id(head), head);
  }

  /** How much there is of it: changes when there is something new to keep. */
  synchronized int size() {
    return content.length() + reasoning.length();
  }

  /** Completes, always normally, after the last event was appended. */
  public CompletionStage<Ending> ended() {
    return ended.minimalCompletionStage();
  }

  /**
   * Stops the answer, if it has not ended.
   *
   * @return how it ended, once the upstream connection is closed and the last event appended
   */
  public CompletionStage<Ending> stop() {
    synchronized (this) {
      if (state != State.STREAMING) {
        return ended();
      }
      state = State.STOPPING;
    }
    exchange
        .thenCompose(Exchange::cancel)
        .whenComplete((closed, failure) -> end(Ending.STOPPED, null, "stopped", null));
    return ended();
  }

  /** Ends the answer, if it has not ended, since this server goes down. */
  void interrupt() {
    failed(SHUT_DOWN);
    exchange.thenCompose(Exchange::cancel);
  }

  void begin(Provider provider, Prompt prompt) {
    log.append(new ChatEvent.Start(conversationId, messageId, requestedModel));
    exchange.complete(provider.ask(prompt, this));
  }

  @Override
  public synchronized void delta(Delta delta) {
    if (state != State.STREAMING) {
      return;
    }
    meters.received(delta.chunks());
    if (delta.model() != null) {
      model = delta.model();
    }
    if (!delta.reasoning().isEmpty()) {
      log.append(
          new ChatEvent.Reasoning(
              conversationId, messageId, reasoning.length(), delta.reasoning()));
      reasoning.append(delta.reasoning());
    }
    if (!delta.content().isEmpty()) {
      if (content.isEmpty()) {
        meters.firstToken(System.nanoTime() - startedAt);
      }
      log.append(
          new ChatEvent.Text(
              conversationId, messageId, content.length(), delta.content(), model, null));
      content.append(delta.content());
    }
  }

  @Override
  public void completed(Completion completion) {
    if (leaveStreaming()) {
      end(Ending.COMPLETE, null, completion.finishReason(), completion.usage());
    }
  }

  @Override
  public void failed(Failure failure) {
    if (leaveStreaming()) {
      meters.failed(failure.code());
      end(Ending.FAILED, failure, null, null);
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
    Final end;
    synchronized (this) {
      state = State.ENDED;
      end = last(how, failure, finishReason, usage);
    }
    keeper
        .keep(messageId, end)
        .whenComplete(
            (kept, lost) -> {
              Failure told = lost == null ? failure : NOT_KEPT;
              // Before the last event: whoever sees it may at once ask for another answer.
              onEnd.accept(this);
              log.append(lastEvent(told, finishReason, usage));
              ended.completeAsync(
                  () -> new Ending(told == NOT_KEPT ? Ending.FAILED : how, length(), told),
                  executor);
            });
  }

  private Final last(String how, Failure failure, String finishReason, Usage usage) {
    Status status =
        failure != null && failure.code() == Failure.Code.INTERRUPTED
            ? Status.INTERRUPTED
            : Status.valueOf(how.toUpperCase(Locale.ROOT));
    MessageError error =
        failure == null
            ? null
            : new MessageError(failure.code().wireName(), failure.message(), failure.retryable());
    return new Final(
        status, content.toString(), reasoningOrNull(), model, finishReason, usage, error);
  }

  private ChatEvent lastEvent(Failure failure, String finishReason, Usage usage) {
    return failure == null
        ? new ChatEvent.Done(conversationId, messageId, finishReason, length(), counted(usage))
        : new ChatEvent.Error(
            conversationId,
            messageId,
            failurePrefix + failure.message(),
            failure.code().wireName(),
            failure.retryable());
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
