package chat.suda.provider.openai;

import chat.suda.provider.Completion;
import chat.suda.provider.Delta;
import chat.suda.provider.Failure;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;

/** One attempt to get an answer: a request and its response. Owns the connection meanwhile. */
final class Attempt implements HttpResponse.BodyHandler<Void>, AnswerReader.Progress {

  private static final int PROXY_AUTHENTICATION_REQUIRED = 407;
  private static final System.Logger LOG = System.getLogger(Attempt.class.getName());

  /** The silence after the finish reason that ends an answer. */
  private static final Duration FINISH = Duration.ofSeconds(5);

  /** How long the body's end may follow the answer's end, for the connection to be reused. */
  private static final Duration DRAIN = Duration.ofSeconds(1);

  /** Receives the result of an attempt: deltas, then exactly one of the other calls. */
  interface Outcome {

    void delta(Delta delta);

    void completed(Completion completion);

    void failed(AttemptFailure setback);
  }

  private final OpenAiSettings settings;
  private final Redaction redaction;
  private final Executor executor;
  private final Outcome outcome;
  private final SilenceWatch watch;
  private final boolean continued;
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private final AtomicBoolean started = new AtomicBoolean();
  private final AtomicBoolean settled = new AtomicBoolean();
  private final AtomicBoolean disconnecting = new AtomicBoolean();
  private volatile CompletableFuture<HttpResponse<Void>> response;
  private volatile BodyReader reader;
  private volatile AnswerReader answer;
  private volatile long finishedAt;
  private volatile boolean closed;

  Attempt(
      OpenAiSettings settings,
      Redaction redaction,
      Executor executor,
      ScheduledExecutorService timer,
      boolean continued,
      Outcome outcome) {
    this.settings = settings;
    this.continued = continued;
    this.redaction = redaction;
    this.executor = executor;
    this.outcome = outcome;
    this.watch = new SilenceWatch(timer);
  }

  /** Sends the request, unless {@link #close} was called before. */
  void start(HttpClient client, HttpRequest request) {
    if (!started.compareAndSet(false, true)) {
      return;
    }
    try {
      watch.arm(settings.firstTokenTimeout(), () -> timedOut(Failure.Code.FIRST_TOKEN_TIMEOUT));
      response = client.sendAsync(request, this);
      response.whenComplete(this::over);
    } catch (RuntimeException e) {
      response = CompletableFuture.failedFuture(e);
      over(null, e);
    }
    if (closed) {
      disconnect();
    }
  }

  /** Delivers text that has been held back. */
  void cut() {
    AnswerReader current = answer;
    if (current != null) {
      current.cut();
    }
  }

  /**
   * Closes the connection, in any state. Idempotent.
   *
   * @return completes once the connection is closed
   */
  CompletableFuture<Void> close() {
    settled.set(true);
    closed = true;
    watch.stop();
    if (started.compareAndSet(false, true)) {
      gone.complete(null);
    } else if (response != null) {
      disconnect();
    } // else start() will see that this is closed
    return gone;
  }

  /** Once; a second caller must not be told of the close before it is done. */
  private void disconnect() {
    if (!disconnecting.compareAndSet(false, true)) {
      return;
    }
    try {
      BodyReader current = reader;
      // Also if the reader has been cancelled: it may still wait for the connection.
      if (current == null || current.cancel()) {
        response.cancel(true);
      }
    } finally {
      gone.complete(null);
    }
  }

  /** The head has arrived: selects the reader of the body. */
  @Override
  public HttpResponse.BodySubscriber<Void> apply(HttpResponse.ResponseInfo head) {
    int status = head.statusCode();
    BodyConsumer body;
    watch.heard();
    if (status >= 200 && status < 300) {
      body =
          isPage(head)
              ? new ErrorReader(page -> failed(AttemptFailure.malformed()))
              : answered(new AnswerReader(this, redaction, continued));
    } else {
      body = new ErrorReader(words -> refused(head, words));
      watch.onAlarm(() -> refused(head, new byte[0]));
    }
    BodyReader current = new BodyReader(InflatingBody.of(head.headers(), body), executor);
    reader = current;
    if (closed) {
      current.cancel();
    }
    return current;
  }

  private void refused(HttpResponse.ResponseInfo head, byte[] body) {
    if (head.statusCode() == PROXY_AUTHENTICATION_REQUIRED) {
      refusedByProxy(head.statusCode());
      return;
    }
    boolean addressNotFound =
        head.statusCode() == 404 && OperatorNotice.ofNotFound(body, settings.baseUrl().get());
    failed(
        addressNotFound
            ? AttemptFailure.notFound()
            : HttpError.of(head.statusCode(), head.headers(), body, redaction));
  }

  private AnswerReader answered(AnswerReader answerReader) {
    answer = answerReader;
    return answerReader;
  }

  /** A login or error page of an intermediary; it contains no events. */
  private static boolean isPage(HttpResponse.ResponseInfo head) {
    return head.headers().firstValue("Content-Type").orElse("").startsWith("text/html");
  }

  @Override
  public void begun() {
    finishedAt = 0;
    watch.arm(settings.idleTimeout(), () -> timedOut(Failure.Code.IDLE_TIMEOUT));
  }

  /** Comments keep a finished answer open for at most the idle time-out. */
  @Override
  public void heard() {
    boolean finished = finishedAt != 0;
    if (!finished || System.nanoTime() - finishedAt < settings.idleTimeout().toNanos()) {
      watch.heard();
    }
  }

  @Override
  public void delta(Delta delta) {
    if (!settled.get()) {
      outcome.delta(delta);
    }
  }

  @Override
  public void finishing() {
    boolean first = finishedAt == 0;
    finishedAt = System.nanoTime();
    if (first) {
      watch.arm(
          FINISH,
          () -> {
            answer.endIfFinished();
            close();
          });
    }
  }

  @Override
  public void completed(Completion completion) {
    if (settled.compareAndSet(false, true)) {
      outcome.completed(completion);
      watch.arm(DRAIN, this::close);
    }
  }

  @Override
  public void failed(AttemptFailure setback) {
    if (settled.compareAndSet(false, true)) {
      close();
      outcome.failed(setback);
    }
  }

  private void timedOut(Failure.Code code) {
    if (code == Failure.Code.IDLE_TIMEOUT) {
      cut();
    }
    failed(
        AttemptFailure.last(
            code,
            code == Failure.Code.IDLE_TIMEOUT
                ? "The model server fell silent in the middle of its answer"
                : "The model server did not begin its answer in time"));
  }

  /** The response has ended: it was read to its end, or there was none. */
  private void over(HttpResponse<Void> done, Throwable problem) {
    if (settled.get() && reader == null) {
      return; // cancelled before there was a response
    }
    if (reader != null) {
      if (problem == null) {
        watch.stop();
      }
    } else if (problem != null) {
      failed(unanswered(problem instanceof CompletionException e ? e.getCause() : problem));
    } else {
      // The client reads no body where a proxy asks for a login instead of connecting.
      refusedByProxy(done.statusCode());
    }
  }

  private void refusedByProxy(int status) {
    OperatorNotice.ofProxy("status " + status, settings.baseUrl().get());
    failed(AttemptFailure.last(AttemptFailure.unreachable().failure()));
  }

  private AttemptFailure unanswered(Throwable problem) {
    LOG.log(Level.DEBUG, "No answer", problem);
    OperatorNotice.of(problem, settings.baseUrl().get());
    if (problem instanceof SSLException) {
      return AttemptFailure.last(AttemptFailure.unreachable().failure());
    }
    if (problem instanceof ConnectException || problem instanceof HttpConnectTimeoutException) {
      return AttemptFailure.unreachable();
    }
    if (problem instanceof IOException) {
      return AttemptFailure.hungUp();
    }
    LOG.log(Level.WARNING, "The request could not be sent", problem);
    return AttemptFailure.last(AttemptFailure.unreachable().failure());
  }
}
