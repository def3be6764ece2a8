package chat.suda.generation;

import chat.suda.config.Settings;
import chat.suda.generation.RefusedException.Reason;
import chat.suda.identity.Slots;
import chat.suda.provider.Failure;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** The answers of this node: those that run, and for a while those that have ended. */
@ApplicationScoped
public class Answers {

  /** For interrupted answers to be stored. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private static final int REMEMBERED = 10_000;
  private static final System.Logger LOG = System.getLogger(Answers.class.getName());
  private static final Failure NOT_ASKED =
      new Failure(Failure.Code.INTERRUPTED, "The model could not be asked");

  /**
   * An answer that may be stopped.
   *
   * @param owner the user that it belongs to, or {@code null} where whoever knows its id may stop
   *     it
   * @param kept whether it is stored
   * @param stop stops it, and tells how it ended once that is true
   */
  public record Known(String owner, boolean kept, Supplier<CompletionStage<Ending>> stop) {}

  /** Where one answer runs at a time. */
  record Place(String owner, String conversationId) {}

  private final Map<Place, Answer> running = new ConcurrentHashMap<>();
  private final Map<String, Known> known = Collections.synchronizedMap(new Recent<>(REMEMBERED));
  private volatile boolean draining;
  private Slots slots;
  private AnswerMeters meters;

  @Inject Settings settings;
  @Inject Provider provider;
  @Inject Upstream upstream;
  @Inject MeterRegistry registry;

  @PostConstruct
  void prepare() {
    Settings.Limits limits = settings.limits();
    slots = new Slots("generations", limits.generations(), limits.generationsPerUser(), registry);
    meters = new AnswerMeters(registry);
  }

  /** The right to run an answer: it is given back by the answer's end, or by its holder. */
  public final class Reservation {

    private final String owner;
    private final AtomicBoolean given = new AtomicBoolean();

    private Reservation(String owner) {
      this.owner = owner;
    }

    /** Idempotent. */
    void giveBack() {
      if (given.compareAndSet(false, true)) {
        slots.giveBack(owner);
      }
    }
  }

  /** Makes sure that one more answer may run. */
  Reservation reserve(String owner) throws RefusedException {
    Slots.Outcome outcome = draining ? Slots.Outcome.NODE_FULL : slots.take(owner);
    if (outcome != Slots.Outcome.TAKEN) {
      throw new RefusedException(
          outcome == Slots.Outcome.NODE_FULL ? Reason.NODE_FULL : Reason.USER_LIMIT);
    }
    return new Reservation(owner);
  }

  /**
   * Starts an answer that nothing is kept of, if none is running in the same place.
   *
   * @param log where its events go
   */
  public Answer start(AnswerRequest request, EventLog log) throws RefusedException {
    if (running.containsKey(new Place(request.owner(), request.conversationId()))) {
      throw new RefusedException(Reason.ALREADY_RUNNING);
    }
    Reservation reservation = reserve(request.owner());
    Answer answer = create(reservation, request, log);
    if (running.putIfAbsent(answer.place(), answer) != null) {
      reservation.giveBack();
      throw new RefusedException(Reason.ALREADY_RUNNING);
    }
    begin(answer, request);
    return answer;
  }

  /** Starts an answer of a conversation, of which the caller knows that no other is running. */
  Answer start(Reservation reservation, AnswerRequest request, EventLog log) {
    Answer answer = create(reservation, request, log);
    running.put(answer.place(), answer);
    begin(answer, request);
    return answer;
  }

  private Answer create(Reservation reservation, AnswerRequest request, EventLog log) {
    return new Answer(
        request,
        log,
        meters,
        upstream.executor(),
        ended -> {
          running.remove(ended.place(), ended);
          reservation.giveBack();
        });
  }

  private void begin(Answer answer, AnswerRequest request) {
    known.put(answer.messageId(), known(request, answer::stop));
    // What has ended is remembered without its log and its connection.
    answer.ended().thenAccept(ending -> known.put(answer.messageId(), ended(request, ending)));
    try {
      answer.begin(provider, request.prompt());
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "A model could not be asked", e);
      answer.failed(NOT_ASKED);
    }
  }

  /** What is running there, if anything is. */
  Optional<Answer> running(String owner, String conversationId) {
    return Optional.ofNullable(running.get(new Place(owner, conversationId)));
  }

  /** The answer of that message, running or not long ended. */
  public Optional<Known> find(String messageId) {
    return Optional.ofNullable(known.get(messageId));
  }

  /** Answers that run on this node. */
  public int active() {
    return slots.taken();
  }

  /**
   * Takes no more questions, lets running answers end, and interrupts those that do not in time.
   * Blocks.
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
    List<Answer> late = List.copyOf(running.values());
    late.forEach(Answer::interrupt);
    CompletableFuture.allOf(
            late.stream()
                .map(answer -> answer.ended().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new))
        .completeOnTimeout(null, LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private static Known ended(AnswerRequest request, Ending ending) {
    return known(request, () -> CompletableFuture.completedStage(ending));
  }

  private static Known known(AnswerRequest request, Supplier<CompletionStage<Ending>> stop) {
    return new Known(request.owner(), request.keeper() != Keeper.NOTHING, stop);
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
}
