package chat.suda.generation;

import chat.suda.provider.Completion;
import chat.suda.provider.Delta;
import chat.suda.provider.Exchange;
import chat.suda.provider.Failure;
import chat.suda.provider.Prompt;
import chat.suda.provider.Provider;
import chat.suda.provider.Usage;
import chat.suda.stream.ChatEvent;
import chat.suda.stream.EventLog;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

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
  private final Runnable onEnd;
  private final long startedAt = System.nanoTime();
  private final CompletableFuture<Exchange> exchange = new CompletableFuture<>();
  private final CompletableFuture<Ending> ended = new CompletableFuture<>();
  private State state = State.STREAMING;
  private int length;
  private int reasoningLength;

  /**
   * @param executor runs what waits for the end, since the thread that reads must not block
   * @param onEnd called once, before the last event is appended
   */
  Answer(
      AnswerRequest request,
      String messageId,
      EventLog log,
      AnswerMeters meters,
      Executor executor,
      Runnable onEnd) {
    this.owner = request.owner();
    this.conversationId = request.conversationId();
    this.requestedModel = request.prompt().model();
    this.failurePrefix = request.failurePrefix();
    this.messageId = messageId;
    this.log = log;
    this.executor = executor;
    this.meters = meters;
    this.onEnd = onEnd;
  }

  public String messageId() {
    return messageId;
  }

  /** The user that it belongs to, or {@code null} where whoever knows its id may have it. */
  public String owner() {
    return owner;
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
    String reasoning = delta.reasoning();
    if (!reasoning.isEmpty()) {
      log.append(new ChatEvent.Reasoning(conversationId, messageId, reasoningLength, reasoning));
      reasoningLength += reasoning.length();
    }
    String content = delta.content();
    if (!content.isEmpty()) {
      if (length == 0) {
        meters.firstToken(System.nanoTime() - startedAt);
      }
      String model = delta.model() == null ? requestedModel : delta.model();
      log.append(new ChatEvent.Text(conversationId, messageId, length, content, model, null));
      length += content.length();
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

  private void end(String how, Failure failure, String finishReason, Usage usage) {
    int total;
    synchronized (this) {
      state = State.ENDED;
      total = length;
    }
    // Before the last event: whoever sees it may at once ask for another answer.
    onEnd.run();
    if (failure == null) {
      log.append(
          new ChatEvent.Done(conversationId, messageId, finishReason, total, counted(usage)));
    } else {
      log.append(
          new ChatEvent.Error(
              conversationId,
              messageId,
              failurePrefix + failure.message(),
              failure.code().wireName(),
              failure.retryable()));
    }
    ended.completeAsync(() -> new Ending(how, total, failure), executor);
  }

  private static ChatEvent.Usage counted(Usage usage) {
    return usage == null
        ? null
        : new ChatEvent.Usage(usage.promptTokens(), usage.completionTokens(), usage.totalTokens());
  }
}
