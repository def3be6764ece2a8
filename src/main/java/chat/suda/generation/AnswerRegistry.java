package chat.suda.generation;

import chat.suda.config.Settings;
import chat.suda.conversation.AnswerStore;
import chat.suda.conversation.Message;
import chat.suda.generation.RefusedException.Reason;
import chat.suda.limits.Allowance;
import chat.suda.limits.ConcurrencyLimit;
import chat.suda.limits.QuotaExceededException;
import chat.suda.limits.SharedCounts;
import chat.suda.limits.TokenQuota;
import chat.suda.limits.UsageLedger;
import chat.suda.provider.Provider;
import chat.suda.stream.EventLog;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The answers of this node: running ones, and recently ended ones. */
@ApplicationScoped
public class AnswerRegistry {

  /** Time for interrupted answers to be stored or handed over at shutdown. */
  private static final Duration HAND_OVER_TIMEOUT = Duration.ofSeconds(5);

  private static final int REMEMBERED = 10_000;

  private static final System.Logger LOG = System.getLogger(AnswerRegistry.class.getName());

  /**
   * An answer that may be stopped.
   *
   * @param owner or {@code null} if anyone who knows its id may stop it
   * @param kept whether it is stored
   * @param stop stops it; completes with the result once it has ended
   */
  public record Known(String owner, boolean kept, Supplier<CompletionStage<AnswerResult>> stop) {}

  /** At most one answer runs per place. */
  record Place(String owner, String conversationId) {}

  private final Map<Place, Answer> running = new ConcurrentHashMap<>();
  private final Map<String, Known> known = Collections.synchronizedMap(new Recent<>(REMEMBERED));
  private final Set<Announcement> announced = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;
  private ConcurrencyLimit limit;
  private AnswerMeters meters;

  @Inject Settings settings;
  @Inject Provider provider;
  @Inject ProviderFactory upstream;
  @Inject Leases leases;
  @Inject AnswerWriter answerWriter;
  @Inject SharedCounts counts;
  @Inject TokenQuota quota;
  @Inject UsageLedger ledger;
  @Inject MeterRegistry registry;
  @Inject AnswerTools tools;

  @PostConstruct
  void prepare() {
    Settings.Limits limits = settings.limits();
    limit =
        new ConcurrencyLimit(
            "generations", limits.generations(), limits.generationsPerUser(), counts, registry);
    meters = new AnswerMeters(registry);
    ledger.begin();
    tools.open();
  }

  /** The right to run an answer. It is given back at the answer's end, or by its holder. */
  public final class Reservation {

    private final String owner;
    private final AtomicBoolean given = new AtomicBoolean();

    private Reservation(String owner) {
      this.owner = owner;
    }

    /** Idempotent. */
    void giveBack() {
      if (given.compareAndSet(false, true)) {
        limit.giveBack(owner);
      }
    }
  }

  /**
   * A stored answer that is about to start, so that a stop finds it from the moment that others can
   * see it.
   */
  final class Announcement {

    private final String messageId;
    private final String owner;
    private final CompletableFuture<Answer> started = new CompletableFuture<>();

    private Announcement(String messageId, String owner) {
      this.messageId = messageId;
      this.owner = owner;
    }

    private CompletionStage<AnswerResult> stop() {
      return started
          .thenComposeAsync(Answer::stop, upstream.executor())
          .exceptionally(withdrawn -> new AnswerResult(AnswerResult.INTERRUPTED, 0, null));
    }

    /** The answer will not start. */
    void withdraw() {
      announced.remove(this);
      known.remove(messageId);
      started.cancel(false);
    }
  }

  /**
   * Announces an answer that {@link #start(Announcement, Reservation, AnswerRequest, long,
   * EventLog)} starts.
   */
  Announcement announce(AnswerRequest request) {
    Announcement announcement = new Announcement(request.messageId(), request.owner());
    announced.add(announcement);
    known.put(request.messageId(), new Known(request.owner(), request.kept(), announcement::stop));
    return announcement;
  }

  /** Reserves a place for one more answer. */
  Reservation reserve(String owner) throws RefusedException {
    if (!leases.available()) {
      throw new RefusedException(Reason.AWAY);
    }
    ConcurrencyLimit.Outcome outcome =
        draining ? ConcurrencyLimit.Outcome.NODE_FULL : limit.take(owner);
    if (outcome != ConcurrencyLimit.Outcome.TAKEN) {
      throw new RefusedException(
          outcome == ConcurrencyLimit.Outcome.NODE_FULL ? Reason.NODE_FULL : Reason.USER_LIMIT);
    }
    return new Reservation(owner);
  }

  /** Stops all answers of that user on this node. Never blocks. */
  public void stopAllOf(String owner) {
    // In this order: a started one is running before it is no longer announced.
    for (Announcement answer : announced) {
      if (owner.equals(answer.owner)) {
        answer.stop();
      }
    }
    for (Answer answer : running.values()) {
      if (owner.equals(answer.request().owner())) {
        upstream.executor().execute(answer::stop);
      }
    }
  }

  /** The users who have answers running on this node. */
  public Set<String> owners() {
    return running.keySet().stream()
        .map(Place::owner)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  /**
   * Starts an answer that is not stored, if none is running in the same place.
   *
   * @param allowance of its owner
   * @param log where its events go
   */
  public Answer start(AnswerRequest request, Allowance allowance, EventLog log)
      throws RefusedException, QuotaExceededException {
    if (running.containsKey(new Place(request.owner(), request.conversationId()))) {
      throw new RefusedException(Reason.ALREADY_RUNNING);
    }
    Reservation reservation = reserve(request.owner());
    String id = request.messageId();
    boolean counted = false;
    boolean started = false;
    try {
      quota.reserve(id, request.owner(), allowance);
      counted = true;
      quota.begun(
          id, id, request.prompt().model(), AnswerUsage.expected(request.prompt()), allowance);
      long token = leases.take(request);
      Answer answer = create(reservation, request, token, log);
      if (running.putIfAbsent(answer.place(), answer) != null) {
        leases.end(request, token, AnswerResult.elsewhere(0));
        throw new RefusedException(Reason.ALREADY_RUNNING);
      }
      started = true;
      begin(answer, () -> answer.begin(provider));
      return answer;
    } finally {
      if (!started) {
        reservation.giveBack();
        if (counted) {
          quota.cancel(id, allowance);
        }
      }
    }
  }

  /**
   * Starts an answer of a conversation; the caller ensures that no other is running.
   *
   * @param token of its lease
   */
  Answer start(
      Announcement announcement,
      Reservation reservation,
      AnswerRequest request,
      long token,
      EventLog log) {
    Answer answer = create(reservation, request, token, log);
    running.put(answer.place(), answer);
    begin(answer, () -> answer.begin(provider));
    announced.remove(announcement);
    announcement.started.complete(answer);
    return answer;
  }

  /** Creates an answer that has not begun. */
  private Answer create(Reservation reservation, AnswerRequest request, long token, EventLog log) {
    return new Answer(
        request,
        log,
        new Answer.Context(
            token,
            new CountedAnswers(request, ledger, request.kept() ? answerWriter : null),
            meters,
            mostChars(request.kept()),
            upstream.executor(),
            (answer, ending) -> {
              running.remove(answer.place(), answer);
              reservation.giveBack();
              if (!ending.isElsewhere()) {
                leases.leavePlace(request);
              }
            },
            tools.mayBeCalledBy(request) ? answer -> tools.loop(answer, meters) : null));
  }

  private void begin(Answer answer, Runnable beginning) {
    AnswerRequest request = answer.request();
    known.put(answer.messageId(), new Known(request.owner(), request.kept(), answer::stop));
    answer.ended().thenAccept(ending -> ended(answer, ending));
    if (request.kept()) {
      answerWriter.watch(answer);
    }
    try {
      beginning.run();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "A model could not be asked", e);
      answer.couldNotBeAsked();
    }
  }

  private void ended(Answer answer, AnswerResult ending) {
    AnswerRequest request = answer.request();
    if (ending.isElsewhere()) {
      known.remove(answer.messageId());
      return;
    }
    // Ended answers are remembered without their log and connection.
    known.put(
        answer.messageId(),
        new Known(request.owner(), request.kept(), () -> CompletableFuture.completedStage(ending)));
    leases.end(request, answer.token(), ending);
  }

  /**
   * Continues an answer whose node was lost, or ends it.
   *
   * @param soFar its stored text, or {@code null}
   * @param store stores a restart
   * @return the answer, or empty if this node has no place for it
   */
  Optional<Answer> takeOver(Leases.Taken taken, Message soFar, EventLog log, AnswerStore store) {
    AnswerRequest request = taken.request();
    if (draining) {
      leases.handOver(request, taken.token());
      return Optional.empty();
    }
    if (!limit.takeBegun(request.owner())) {
      leases.drop(request);
      return Optional.empty();
    }
    Answer answer = create(new Reservation(request.owner()), request, taken.token(), log);
    running.put(answer.place(), answer);
    meters.tookOver();
    AnswerTakeover takeover =
        new AnswerTakeover(answer, taken, soFar, log, store, provider, tools, meters);
    begin(answer, takeover::begin);
    return Optional.of(answer);
  }

  /** The answer of that message, if this node writes it. */
  Optional<Answer> running(String messageId) {
    return running.values().stream()
        .filter(answer -> answer.messageId().equals(messageId))
        .findFirst();
  }

  /** The answer of that message, running or ended recently. */
  public Optional<Known> find(String messageId) {
    return Optional.ofNullable(known.get(messageId));
  }

  /** Answers that run on this node. */
  public int active() {
    return limit.taken();
  }

  /**
   * Refuses new questions, waits for running answers, then hands over the remaining ones, or
   * interrupts them on a single node. Blocks.
   */
  public void drain(Duration grace) {
    draining = true;
    CompletableFuture<?>[] ends =
        running.values().stream()
            .map(answer -> answer.ended().toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(ends)
        .completeOnTimeout(null, grace.toMillis(), TimeUnit.MILLISECONDS)
        .join();
    CompletableFuture.allOf(
            running.values().stream()
                .map(leases.shared() ? this::handOver : AnswerRegistry::interrupt)
                .toArray(CompletableFuture<?>[]::new))
        .completeOnTimeout(null, HAND_OVER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(failure -> null)
        .join();
  }

  private CompletableFuture<?> handOver(Answer answer) {
    return answer
        .leave()
        .thenCompose(ending -> leases.handOver(answer.request(), answer.token()))
        .toCompletableFuture();
  }

  private static CompletableFuture<?> interrupt(Answer answer) {
    answer.interrupt();
    return answer.ended().toCompletableFuture();
  }

  private static final class Recent<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1L;
    private final int most;

    Recent(int most) {
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > most;
    }
  }

  /** What the database cannot hold is refused as too long, too. */
  private int mostChars(boolean kept) {
    int most = settings.limits().answerChars();
    return kept ? Math.min(most, AnswerStore.MAX_CHARS) : most;
  }
}
