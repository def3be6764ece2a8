package chat.suda.provider.openai;

import chat.suda.provider.Completion;
import chat.suda.provider.Delta;
import chat.suda.provider.Exchange;
import chat.suda.provider.Failure;
import chat.suda.provider.Prompt;
import chat.suda.provider.Provider;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** One question: attempts as long as a retry makes sense, and one end. */
final class OpenAiExchange implements Exchange, Attempt.Outcome {

  private static final System.Logger LOG = System.getLogger(OpenAiExchange.class.getName());
  private static final int MAX_TRIES = 3;
  private static final Duration MAX_WAIT = Duration.ofSeconds(30);
  private static final long FIRST_WAIT_MILLIS = 250;

  private static final Pattern ABOUT_IMAGES =
      Pattern.compile(
          "image|vision|multi-?modal|mmproj|content.{0,60}(must be|expected|valid|should be).{0,20}string",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** Maximum number of adaptations of a request. */
  private static final int MAX_ADAPTATIONS = 12;

  private final OpenAiSettings settings;
  private final HttpClient client;
  private final Executor starts;
  private final Executor executor;
  private final ScheduledExecutorService timer;
  private final Prompt question;
  private final LearntAdaptations learnt;
  private final Provider.Listener listener;
  private final SerialListener delivery;
  private final CompletableFuture<Void> disconnected = new CompletableFuture<>();
  private RequestAdaptation adaptation;
  private int tries;
  private int adaptations;
  private volatile Attempt attempt;
  private volatile Future<?> pause;
  private volatile boolean answered;
  private volatile boolean cancelled;

  OpenAiExchange(
      OpenAiSettings settings,
      HttpClient client,
      Executor starts,
      Executor executor,
      ScheduledExecutorService timer,
      Prompt question,
      LearntAdaptations learnt,
      Provider.Listener listener) {
    this.settings = settings;
    this.client = client;
    this.starts = starts;
    this.executor = executor;
    this.timer = timer;
    this.question = question;
    this.learnt = learnt;
    this.adaptation = learnt.of(question.model());
    this.listener = listener;
    this.delivery = new SerialListener(listener, this::disconnect);
  }

  /** Starts an attempt on another thread, since a host lookup may block. */
  void begin() {
    starts.execute(this::tryOnce);
  }

  /** Completes after the listener's last call. */
  CompletionStage<Void> ended() {
    return delivery.quiet();
  }

  /** {@inheritDoc} Waits for a running call of the listener, so do not block on it inside one. */
  @Override
  public CompletionStage<Void> cancel() {
    Attempt current = attempt;
    if (current != null) {
      current.cut();
    }
    if (delivery.end(() -> {})) {
      disconnect();
    }
    return cancelled
        ? disconnected.thenCombine(delivery.quiet(), (closed, quiet) -> null)
        : delivery.quiet().minimalCompletionStage();
  }

  private void disconnect() {
    cancelled = true;
    Future<?> waiting = pause;
    if (waiting != null) {
      waiting.cancel(false);
    }
    Attempt current = attempt;
    if (current == null) {
      disconnected.complete(null);
    } else {
      current.close().thenRun(() -> disconnected.complete(null));
    }
  }

  private void tryOnce() {
    tries++;
    try {
      URI base = settings.baseUrl().get();
      Redaction redaction = new Redaction(settings.apiKey(), settings.transport().headers(), base);
      Attempt next =
          new Attempt(settings, redaction, executor, timer, !question.begun().isEmpty(), this);
      attempt = next;
      if (cancelled) { // checked after the attempt is visible; disconnect() does the reverse
        next.close();
      } else {
        byte[] body = ChatRequest.body(question, settings.continuation(), adaptation);
        next.start(client, ChatRequest.of(base, settings, body));
      }
    } catch (RuntimeException e) {
      // Without its message, which may quote a secret header.
      LOG.log(Level.WARNING, "The request could not be made: {0}", e.getClass().getName());
      failed(AttemptFailure.last(AttemptFailure.unreachable().failure()));
    }
  }

  @Override
  public void delta(Delta delta) {
    if (!answered) {
      answered = true;
      learnt.remember(question.model(), adaptation);
    }
    delivery.delta(delta);
  }

  @Override
  public void completed(Completion completion) {
    learnt.remember(question.model(), adaptation);
    delivery.end(() -> listener.completed(completion));
  }

  @Override
  public void failed(AttemptFailure setback) {
    if (!answered && adapt(setback)) {
      tries--; // an adapted request, not a retry
      if (tryAfter(Duration.ZERO)) {
        return;
      }
    }
    Duration wait = setback.delay() == null ? backOff() : setback.delay();
    boolean again =
        setback.again() && !answered && tries < MAX_TRIES && wait.compareTo(MAX_WAIT) <= 0;
    if (!again || !tryAfter(wait)) {
      delivery.end(() -> listener.failed(told(setback)));
    }
  }

  /** Each server words differently that a model does not accept images. */
  private Failure told(AttemptFailure setback) {
    String said = setback.refusal() + ' ' + setback.failure().message();
    return question.hasImages() && ABOUT_IMAGES.matcher(said).find()
        ? new Failure(
            Failure.Code.NO_IMAGES,
            "This model cannot read images. Choose another model, or leave the images out.")
        : setback.failure();
  }

  /** Returns whether the request can be adapted. */
  private boolean adapt(AttemptFailure failure) {
    if (failure.refusal() == null || ++adaptations > MAX_ADAPTATIONS) {
      return false;
    }
    RequestAdaptation next = adaptation.after(failure.refusal(), question);
    boolean other = !next.equals(adaptation);
    adaptation = next;
    return other;
  }

  private boolean tryAfter(Duration wait) {
    try {
      pause = timer.schedule(this::begin, wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "No other try: shutting down", e);
      return false;
    }
    if (cancelled) {
      pause.cancel(false);
    }
    return true;
  }

  /** 250 ms, doubled each time, with a jitter of a quarter. */
  private Duration backOff() {
    double jitter = ThreadLocalRandom.current().nextDouble(0.75, 1.25);
    return Duration.ofMillis((long) ((FIRST_WAIT_MILLIS << tries - 1) * jitter));
  }
}
