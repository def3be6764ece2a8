package chat.suda.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import chat.suda.generation.AnswerRequest;
import chat.suda.generation.AnswerResult;
import chat.suda.generation.Leases;
import chat.suda.generation.RefusedException;
import chat.suda.stream.redis.LuaScript;
import chat.suda.stream.redis.Redis;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Leases in Redis, timed by the clock of Redis. The request of a running answer is stored with its
 * lease, so that any node can continue it.
 */
final class RedisLeases implements Leases {

  /** Lease duration. After it another node may take over the answer. */
  private static final Duration LEASE = Duration.ofSeconds(5);

  private static final Duration RENEWAL = Duration.ofMillis(1500);
  private static final Duration SWEEP = Duration.ofSeconds(1);

  /** If no node has swept for this long, Redis was unavailable and no lease could be renewed. */
  private static final Duration OUTAGE = Duration.ofSeconds(3);

  private static final Duration POLL = Duration.ofMillis(25);
  private static final Duration STOP = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int END_TRIES = 20;

  private static final System.Logger LOG = System.getLogger(RedisLeases.class.getName());

  private static final LuaScript TAKE = script("take.lua");
  private static final LuaScript RENEW = script("renew.lua");
  private static final LuaScript EXPIRED = script("expired.lua");
  private static final LuaScript LEAVE_PLACE = script("leave-place.lua");
  private static final LuaScript END = script("end.lua");
  private static final LuaScript HAND_OVER = script("hand-over.lua");
  private static final LuaScript FIND = script("find.lua");
  private static final LuaScript STOP_IT = script("stop.lua");
  private static final LuaScript DECIDE = script("decide.lua");
  private static final LuaScript UNKNOWN = script("unknown.lua");

  private record Held(AnswerRequest request, long token) {}

  private final Redis redis;
  private final String node;
  private final Parts parts;
  private final Map<String, Held> held = new ConcurrentHashMap<>();
  private final AtomicInteger takenOver = new AtomicInteger();
  private volatile boolean leaving;
  private Holder holder;
  private Executor executor;

  RedisLeases(Redis redis, String node) {
    this.redis = redis;
    this.node = node;
    this.parts = new Parts(redis);
  }

  /** The part of all keys of an answer, determined by its place. */
  private RedisKeys keys(AnswerRequest request) {
    return parts.of(request.conversationId());
  }

  private static LuaScript script(String name) {
    return LuaScript.of(RedisLeases.class, name);
  }

  @Override
  public boolean shared() {
    return true;
  }

  @Override
  public boolean available() {
    return redis.available();
  }

  @Override
  public long take(AnswerRequest request) throws RefusedException {
    try {
      if ((Long) Redis.await(take(request, 1)).get(0) == 0) {
        throw new RefusedException(RefusedException.Reason.ALREADY_RUNNING);
      }
    } catch (CompletionException e) {
      // Redis may have taken it nevertheless; then no node would write it.
      end(request, 1, new AnswerResult(AnswerResult.INTERRUPTED, 0, null));
      throw new RefusedException(RefusedException.Reason.AWAY);
    }
    held.put(request.messageId(), new Held(request, 1));
    return 1;
  }

  private CompletionStage<List<Object>> take(AnswerRequest request, long token) {
    RedisKeys keys = keys(request);
    return redis.run(
        TAKE,
        List.of(keys.answer(request.messageId()), place(request), keys.running()),
        bytes(
            request.messageId(),
            node,
            LEASE.toMillis(),
            token,
            request.owner() == null ? "" : request.owner(),
            request.kept() ? "1" : "0",
            AnswerRequestJson.write(request)));
  }

  private String place(AnswerRequest request) {
    return keys(request).place(request.owner(), request.conversationId());
  }

  @Override
  public void leavePlace(AnswerRequest request) {
    redis.run(LEAVE_PLACE, List.of(place(request)), bytes(request.messageId()));
  }

  @Override
  public void end(AnswerRequest request, long token, AnswerResult ending) {
    held.remove(request.messageId());
    end(request, token, ending, END_TRIES);
  }

  /**
   * If Redis cannot be reached, the lease expires and the node that takes it over finds the end.
   */
  private void end(AnswerRequest request, long token, AnswerResult ending, int tries) {
    RedisKeys keys = keys(request);
    redis
        .run(
            END,
            List.of(keys.answer(request.messageId()), place(request), keys.running()),
            bytes(request.messageId(), token, ending.state(), ending.length()))
        .whenComplete(
            (done, failure) -> {
              if (failure != null && tries > 1) {
                redis.later(() -> end(request, token, ending, tries - 1), PAUSE);
              }
            });
  }

  @Override
  public CompletionStage<?> handOver(AnswerRequest request, long token) {
    leaving = true; // else it might be this node that takes it
    held.remove(request.messageId());
    RedisKeys keys = keys(request);
    return redis.run(
        HAND_OVER,
        List.of(keys.answer(request.messageId()), keys.running()),
        bytes(request.messageId(), token, keys.free()));
  }

  @Override
  public void drop(AnswerRequest request) {
    held.remove(request.messageId());
  }

  @Override
  public Optional<Remote> find(String messageId) {
    try {
      return Redis.await(look(messageId)).map(Found::answer);
    } catch (CompletionException e) {
      return Optional.empty();
    }
  }

  /**
   * An answer that Redis knows.
   *
   * @param known owner, whether it is stored, and after its end the state and the length
   */
  private record Found(String messageId, RedisKeys keys, List<Object> known) {

    Remote answer() {
      String owner = text(known.get(0));
      return new Remote(messageId, owner.isEmpty() ? null : owner, text(known.get(1)).equals("1"));
    }

    Optional<AnswerResult> ending() {
      return known.size() > 2
          ? Optional.of(
              new AnswerResult(text(known.get(2)), Integer.parseInt(text(known.get(3))), null))
          : Optional.empty();
    }
  }

  /** Searches all parts: an answer's id does not determine its part. */
  private CompletionStage<Optional<Found>> look(String messageId) {
    CompletionStage<Optional<Found>> found = CompletableFuture.completedStage(Optional.empty());
    for (RedisKeys keys : parts.all()) {
      found = found.thenCombine(look(messageId, keys), (one, other) -> one.or(() -> other));
    }
    return found;
  }

  private CompletionStage<Optional<Found>> look(String messageId, RedisKeys keys) {
    return redis
        .run(FIND, List.of(keys.answer(messageId)), List.of())
        .thenApply(
            known ->
                known.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Found(messageId, keys, known)));
  }

  @Override
  public CompletionStage<AnswerResult> stop(Remote answer) {
    CompletableFuture<AnswerResult> ended = new CompletableFuture<>();
    ended.orTimeout(STOP.toMillis(), TimeUnit.MILLISECONDS);
    stop(answer, ended);
    return ended;
  }

  private void stop(Remote answer, CompletableFuture<AnswerResult> ended) {
    look(answer.messageId())
        .whenComplete(
            (found, failure) -> {
              if (failure == null && found.isPresent()) {
                stop(found.get(), ended);
              } else if (!ended.isDone()) {
                redis.later(() -> stop(answer, ended), POLL);
              }
            });
  }

  private void stop(Found answer, CompletableFuture<AnswerResult> ended) {
    redis
        .run(
            STOP_IT,
            List.of(answer.keys().answer(answer.messageId())),
            bytes(answer.messageId(), answer.keys().stops("")))
        .whenComplete((asked, failure) -> await(answer, ended));
  }

  private void await(Found answer, CompletableFuture<AnswerResult> ended) {
    look(answer.messageId(), answer.keys())
        .whenComplete(
            (found, failure) -> {
              Optional<AnswerResult> ending =
                  failure == null ? found.flatMap(Found::ending) : Optional.empty();
              if (ending.isPresent()) {
                ended.complete(ending.get());
              } else if (!ended.isDone()) {
                redis.later(() -> await(answer, ended), POLL);
              }
            });
  }

  @Override
  public List<String> unknown(List<String> messageIds) {
    List<String> unknown = messageIds;
    try {
      for (RedisKeys keys : parts.all()) {
        unknown = unknown.isEmpty() ? unknown : unknown(unknown, keys);
      }
      return unknown;
    } catch (CompletionException e) {
      return List.of();
    }
  }

  private List<String> unknown(List<String> messageIds, RedisKeys keys) {
    List<String> names = messageIds.stream().map(keys::answer).toList();
    return Redis.await(redis.run(UNKNOWN, names, List.of())).stream()
        .map(index -> messageIds.get((int) (long) (Long) index - 1))
        .toList();
  }

  @Override
  public void serve(Holder newHolder, Executor newExecutor) {
    holder = newHolder;
    executor = newExecutor;
    for (RedisKeys keys : parts.all()) {
      redis.subscribe(keys.stops(node), new Stops());
      redis.subscribe(keys.free(), new Sweeps());
    }
    redis.every(RENEWAL, this::renew);
    redis.every(SWEEP, this::sweep);
    redis.every(SWEEP, this::report);
    renew();
  }

  @Override
  public Optional<Boolean> decide(String messageId, String callId, boolean allow) {
    try {
      return Redis.await(look(messageId)).flatMap(answer -> decide(answer, callId, allow));
    } catch (CompletionException e) {
      return Optional.empty();
    }
  }

  private Optional<Boolean> decide(Found answer, String callId, boolean allow) {
    RedisKeys keys = answer.keys();
    String id = answer.messageId();
    return Redis.await(
            redis.run(
                DECIDE, List.of(keys.answer(id)), bytes(id, callId, allow ? 1 : 0, keys.stops(""))))
        .stream()
        .findFirst()
        .map(first -> (Long) first == 1);
  }

  /** In the form of the scripts: each call's id, and 1 if it is allowed. */
  private void decided(String messageId, String decisions) {
    for (String decision : decisions.split(" ")) {
      String[] call = decision.split("=");
      holder.decided(messageId, call[0], call[1].equals("1"));
    }
  }

  private final class Stops implements Redis.Subscriber {

    @Override
    public void published(String message) {
      String[] words = message.split(" ", 2);
      executor.execute(
          () -> {
            if (words.length == 1) {
              holder.stop(message);
            } else {
              decided(words[0], words[1]);
            }
          });
    }

    @Override
    public void subscribed() {
      renew();
    }
  }

  private final class Sweeps implements Redis.Subscriber {

    @Override
    public void published(String message) {
      sweep();
    }

    @Override
    public void subscribed() {
      // The next sweep follows soon.
    }
  }

  private void renew() {
    Map<RedisKeys, List<Held>> byPart =
        held.values().stream().collect(Collectors.groupingBy(one -> keys(one.request())));
    parts.all().forEach(keys -> renew(keys, byPart.getOrDefault(keys, List.of())));
  }

  private void renew(RedisKeys keys, List<Held> all) {
    List<Object> values = new ArrayList<>(List.of(node, LEASE.toMillis(), keys.answer("")));
    for (Held one : all) {
      values.add(one.request().messageId());
      values.add(one.token());
    }
    redis
        .run(RENEW, List.of(keys.running(), keys.node(node)), bytes(values.toArray()))
        .thenAccept(
            replies -> {
              for (int i = 0; i < all.size(); i++) {
                renewed(all.get(i), replies.get(i));
              }
            });
  }

  private void renewed(Held one, Object reply) {
    String id = one.request().messageId();
    if (held.get(id) != one) {
      return;
    }
    if (reply instanceof byte[] decisions) {
      executor.execute(() -> decided(id, text(decisions)));
      return;
    }
    switch ((int) (long) (Long) reply) {
      case 0 -> {}
      case 1 -> executor.execute(() -> holder.stop(id));
      // Redis was emptied: it has no lease, or one that an older writer has taken since.
      case 2 ->
          take(one.request(), one.token())
              .thenRun(() -> executor.execute(() -> holder.forgotten(id)));
      default -> {
        held.remove(id, one);
        executor.execute(() -> holder.lost(id));
      }
    }
  }

  private void report() {
    int answers = takenOver.getAndSet(0);
    if (answers > 0) {
      LOG.log(Level.WARNING, "Took over {0} answers of nodes that are gone", answers);
    }
  }

  private void sweep() {
    parts.all().forEach(this::sweep);
  }

  private void sweep(RedisKeys keys) {
    if (leaving) {
      return;
    }
    redis
        .run(
            EXPIRED,
            List.of(keys.running(), keys.lastSweep(), keys.gracePeriod()),
            bytes(node, LEASE.toMillis(), keys.answer(""), OUTAGE.toMillis()))
        .thenAccept(
            found -> {
              if (!found.isEmpty()) {
                executor.execute(() -> takeOver(found));
                sweep(keys);
              }
            });
  }

  private void takeOver(List<Object> found) {
    AnswerRequest request = AnswerRequestJson.read(text(found.get(0)));
    long token = (Long) found.get(1);
    int tries = (int) (long) (Long) found.get(2);
    takenOver.incrementAndGet();
    held.put(request.messageId(), new Held(request, token));
    holder.takeOver(new Taken(request, token, tries, (Long) found.get(3) == 1));
  }

  private static List<byte[]> bytes(Object... values) {
    return Arrays.stream(values).map(value -> value.toString().getBytes(UTF_8)).toList();
  }

  private static String text(Object bytes) {
    return new String((byte[]) bytes, UTF_8);
  }
}
