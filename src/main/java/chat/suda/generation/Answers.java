package chat.suda.generation;

import chat.suda.config.Settings;
import chat.suda.generation.RefusedException.Reason;
import chat.suda.identity.Slots;
import chat.suda.provider.Failure;
import chat.suda.provider.Provider;
import chat.suda.stream.EventLog;
import chat.suda.stream.Ids;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The answers of this node: those that run, and for a while those that have ended. */
@ApplicationScoped
public class Answers {

  private static final int REMEMBERED = 10_000;
  private static final System.Logger LOG = System.getLogger(Answers.class.getName());
  private static final Failure NOT_ASKED =
      new Failure(Failure.Code.INTERRUPTED, "The model could not be asked");

  /**
   * An answer that may be stopped.
   *
   * @param owner the user that it belongs to, or {@code null} where whoever knows its id may stop
   *     it
   * @param stop stops it, and tells how it ended once that is true
   */
  public record Known(String owner, Supplier<CompletionStage<Ending>> stop) {}

  private record Place(String owner, String conversationId) {}

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

  /**
   * Starts an answer.
   *
   * @param log where its events go
   */
  public Answer start(AnswerRequest request, EventLog log) throws RefusedException {
    if (draining) {
      throw new RefusedException(Reason.NODE_FULL);
    }
    Place place = new Place(request.owner(), request.conversationId());
    Answer answer =
        new Answer(request, Ids.next(), log, meters, upstream.executor(), () -> finished(place));
    if (running.putIfAbsent(place, answer) != null) {
      throw new RefusedException(Reason.ALREADY_RUNNING);
    }
    Slots.Outcome outcome = slots.take(request.owner());
    if (outcome != Slots.Outcome.TAKEN) {
      running.remove(place);
      throw new RefusedException(
          outcome == Slots.Outcome.NODE_FULL ? Reason.NODE_FULL : Reason.USER_LIMIT);
    }
    known.put(answer.messageId(), new Known(request.owner(), answer::stop));
    // What has ended is remembered without its log and its connection.
    answer.ended().thenAccept(ending -> known.put(answer.messageId(), ended(request, ending)));
    try {
      answer.begin(provider, request.prompt());
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "An answer could not be asked for", e);
      answer.failed(NOT_ASKED);
    }
    return answer;
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
    running.values().forEach(Answer::interrupt);
  }

  private static Known ended(AnswerRequest request, Ending ending) {
    return new Known(request.owner(), () -> CompletableFuture.completedStage(ending));
  }

  private void finished(Place place) {
    running.remove(place);
    slots.giveBack(place.owner());
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
