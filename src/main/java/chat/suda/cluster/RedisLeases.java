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

/**
 * Leases in Redis, by the clock of Redis. What an answer was asked lies there too while it runs, so
 * that any node can go on with it.
 */
final class RedisLeases implements Leases {

  /** How long an answer waits for a node that says nothing any more. */
  private static final Duration LEASE = Duration.ofSeconds(5);

  private static final Duration RENEWAL = Duration.ofMillis(1500);
  private static final Duration SWEEP = Duration.ofSeconds(1);
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
  private final Map<String, Held> held = new ConcurrentHashMap<>();
  private final AtomicInteger takenOver = new AtomicInteger();
  private volatile boolean leaving;
  private Holder holder;
  private Executor executor;

  RedisLeases(Redis redis, String node) {
    this.redis = redis;
    this.node = node;
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
      // It may have been taken all the same, and nobody would write it.
      end(request, 1, new AnswerResult(AnswerResult.INTERRUPTED, 0, null));
      throw new RefusedException(RefusedException.Reason.AWAY);
    }
    held.put(request.messageId(), new Held(request, 1));
    return 1;
  }

  private CompletionStage<List<Object>> take(AnswerRequest request, long token) {
    return redis.run(
        TAKE,
        List.of(RedisKeys.answer(request.messageId()), place(request), RedisKeys.RUNNING),
        bytes(
            request.messageId(),
            node,
            LEASE.toMillis(),
            token,
            request.owner() == null ? "" : request.owner(),
            request.kept() ? "1" : "0",
            AnswerRequestJson.write(request)));
  }

  private static String place(AnswerRequest request) {
    return RedisKeys.place(request.owner(), request.conversationId());
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

  /** An end that Redis does not hear of is found out by the next node, at some cost. */
  private void end(AnswerRequest request, long token, AnswerResult ending, int tries) {
    redis
        .run(
            END,
            List.of(RedisKeys.answer(request.messageId()), place(request), RedisKeys.RUNNING),
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
    return redis.run(
        HAND_OVER,
        List.of(RedisKeys.answer(request.messageId()), RedisKeys.RUNNING),
        bytes(request.messageId(), token, RedisKeys.FREE));
  }

  @Override
  public void drop(AnswerRequest request) {
    held.remove(request.messageId());
  }

  @Override
  public Optional<Remote> find(String messageId) {
    List<Object> found;
    try {
      found = Redis.await(found(messageId));
    } catch (CompletionException e) {
      return Optional.empty();
    }
    if (found.isEmpty()) {
      return Optional.empty();
    }
    String owner = text(found.get(0));
    return Optional.of(
        new Remote(messageId, owner.isEmpty() ? null : owner, text(found.get(1)).equals("1")));
  }

  /** Owner, whether it is kept, and once it has ended how, and its length. */
  private CompletionStage<List<Object>> found(String messageId) {
    return redis.run(FIND, List.of(RedisKeys.answer(messageId)), List.of());
  }

  @Override
  public CompletionStage<AnswerResult> stop(Remote answer) {
    CompletableFuture<AnswerResult> ended = new CompletableFuture<>();
    ended.orTimeout(STOP.toMillis(), TimeUnit.MILLISECONDS);
    redis
        .run(
            STOP_IT,
            List.of(RedisKeys.answer(answer.messageId())),
            bytes(answer.messageId(), RedisKeys.stops("")))
        .whenComplete((asked, failure) -> await(answer, ended));
    return ended;
  }

  private void await(Remote answer, CompletableFuture<AnswerResult> ended) {
    found(answer.messageId())
        .whenComplete(
            (found, failure) -> {
              if (failure == null && found.size() > 2) {
                int length = Integer.parseInt(text(found.get(3)));
                ended.complete(new AnswerResult(text(found.get(2)), length, null));
              } else if (!ended.isDone()) {
                redis.later(() -> await(answer, ended), POLL);
              }
            });
  }

  @Override
  public List<String> unknown(List<String> messageIds) {
    try {
      return messageIds.isEmpty()
          ? List.of()
          : Redis.await(
                  redis.run(
                      UNKNOWN, messageIds.stream().map(RedisKeys::answer).toList(), List.of()))
              .stream()
              .map(index -> messageIds.get((int) (long) (Long) index - 1))
              .toList();
    } catch (CompletionException e) {
      return List.of();
    }
  }

  @Override
  public void serve(Holder newHolder, Executor newExecutor) {
    holder = newHolder;
    executor = newExecutor;
    redis.subscribe(RedisKeys.stops(node), new Stops());
    redis.subscribe(RedisKeys.FREE, new Sweeps());
    redis.every(RENEWAL, this::renew);
    redis.every(SWEEP, this::sweep);
    redis.every(SWEEP, this::report);
    renew();
  }

  @Override
  public boolean decide(String messageId, String callId, boolean allow) {
    try {
      return !Redis.await(
              redis.run(
                  DECIDE,
                  List.of(RedisKeys.answer(messageId)),
                  bytes(RedisKeys.stops(""), messageId + ' ' + callId + ' ' + (allow ? 1 : 0))))
          .isEmpty();
    } catch (CompletionException e) {
      return false;
    }
  }

  private final class Stops implements Redis.Subscriber {

    @Override
    public void published(String message) {
      String[] words = message.split(" ");
      executor.execute(
          () -> {
            if (words.length == 1) {
              holder.stop(message);
            } else {
              holder.decided(words[0], words[1], words[2].equals("1"));
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
      // The next sweep comes soon.
    }
  }

  private void renew() {
    List<Held> all = List.copyOf(held.values());
    List<Object> values = new ArrayList<>(List.of(node, LEASE.toMillis(), RedisKeys.answer("")));
    for (Held one : all) {
      values.add(one.request().messageId());
      values.add(one.token());
    }
    redis
        .run(RENEW, List.of(RedisKeys.RUNNING, RedisKeys.NODE + node), bytes(values.toArray()))
        .thenAccept(
            replies -> {
              for (int i = 0; i < all.size(); i++) {
                renewed(all.get(i), (int) (long) (Long) replies.get(i));
              }
            });
  }

  private void renewed(Held one, int reply) {
    String id = one.request().messageId();
    if (held.get(id) != one) {
      return;
    }
    switch (reply) {
      case 0 -> {}
      case 1 -> executor.execute(() -> holder.stop(id));
      // Redis was emptied: it knows nothing of this one, or what an older writer told it since.
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
    if (leaving) {
      return;
    }
    redis
        .run(
            EXPIRED,
            List.of(RedisKeys.RUNNING),
            bytes(node, LEASE.toMillis(), RedisKeys.answer("")))
        .thenAccept(
            found -> {
              if (!found.isEmpty()) {
                executor.execute(() -> takeOver(found));
                sweep();
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
