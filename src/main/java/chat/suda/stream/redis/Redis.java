package chat.suda.stream.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The connections to Redis (6.2 or newer, or Valkey; a cluster: 7.0): one for commands, one for
 * publish/subscribe. They reconnect by themselves; meanwhile every command fails at once, or, in a
 * cluster, after the time-out.
 */
public final class Redis implements AutoCloseable {

  /** Time-out of a command, which may have been executed nevertheless. */
  public static final Duration TIMEOUT = Duration.ofSeconds(2);

  private static final System.Logger LOG = System.getLogger(Redis.class.getName());
  private static final long LOG_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final Duration RECONNECT = Duration.ofMillis(200);
  private static final int THREADS = 2;

  /** A lost server of a cluster may stay away for long, while another has taken over its slots. */
  private static final Delay CLUSTER_RECONNECT_DELAY =
      Delay.exponential(Duration.ofMillis(100), Duration.ofSeconds(5), 2, TimeUnit.MILLISECONDS);

  /** A cluster of which no node has responded for this long is considered unavailable. */
  private static final Duration SILENCE_TIMEOUT = Duration.ofSeconds(4);

  /** Handles messages published on a channel. Called on a network thread; must not block. */
  public interface Subscriber {

    /** A message was published. */
    void published(String message);

    /** Subscribed: messages from now on are received; earlier ones may have been missed. */
    void subscribed();

    /** Messages from now on may be missed. */
    default void unheard() {}
  }

  private final ClientResources resources;
  private final Connector connector;
  private final boolean cluster;
  private final Map<String, Subscriber> subscribers = new ConcurrentHashMap<>();
  private final AtomicBoolean away = new AtomicBoolean();
  private final AtomicLong refusalLogged = new AtomicLong(System.nanoTime() - LOG_INTERVAL_NANOS);
  private volatile Link link;
  private volatile long lastReply = System.nanoTime();
  private volatile boolean closed;

  /**
   * Begins to connect; does not wait for it.
   *
   * @param urls {@code redis://…}, {@code rediss://…} or {@code redis-sentinel://…} as Lettuce
   *     reads them; several for a cluster
   */
  public Redis(List<String> urls) {
    cluster = urls.size() > 1;
    resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(THREADS)
            .computationThreadPoolSize(THREADS)
            .reconnectDelay(() -> cluster ? CLUSTER_RECONNECT_DELAY : Delay.constant(RECONNECT))
            .build();
    connector = Connector.of(urls, resources);
    connector.listen(
        cluster ? new ConnectionStateListener() : new Availability(), this::subscribeAgain);
    connect();
  }

  /** Whether keys are distributed over several servers; those with a common hash tag are on one. */
  public boolean isCluster() {
    return cluster;
  }

  private void connect() {
    if (closed) {
      return;
    }
    connector
        .connect()
        .whenComplete(
            (made, failure) -> {
              if (failure == null) {
                connected(made);
              } else {
                goneAway();
                later(this::connect, RECONNECT);
              }
            });
  }

  private void connected(Link made) {
    made.forMessages().addListener(new Dispatch());
    link = made;
    lastReply = System.nanoTime();
    back();
    subscribers.keySet().forEach(made::subscribe);
  }

  /** For a single server the connection events alone tell whether it is available. */
  private final class Availability implements RedisConnectionStateListener {

    @Override
    public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
      if (isInUse(connection)) {
        back();
      }
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
      if (isInUse(connection)) {
        cutOff();
      }
    }

    private boolean isInUse(RedisChannelHandler<?, ?> connection) {
      Link now = link;
      return now != null && (connection == now.forCommands() || connection == now.forMessages());
    }
  }

  /** In a cluster, subscribes on another server once the topology is known. */
  private final class ConnectionStateListener implements RedisConnectionStateListener {

    @Override
    public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
      if (connection instanceof StatefulRedisPubSubConnection) {
        subscribeAgain();
      }
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
      if (connection instanceof StatefulRedisPubSubConnection) {
        subscribers.values().forEach(Subscriber::unheard);
      }
    }
  }

  /** An existing subscription is not changed; its confirmation is repeated. */
  private void subscribeAgain() {
    Link now = link;
    if (now != null) {
      subscribers.keySet().forEach(now::subscribe);
    }
  }

  private void back() {
    if (away.compareAndSet(true, false)) {
      LOG.log(Level.INFO, "Redis is back");
    }
  }

  private void cutOff() {
    subscribers.values().forEach(Subscriber::unheard);
    goneAway();
  }

  private void goneAway() {
    if (!closed && away.compareAndSet(false, true)) {
      LOG.log(
          Level.WARNING, "Redis is away: streams stay open, no answer can begin until it is back");
    }
  }

  private final class Dispatch extends RedisPubSubAdapter<String, byte[]> {

    @Override
    public void message(String channel, byte[] message) {
      Subscriber subscriber = subscribers.get(channel);
      if (subscriber != null) {
        subscriber.published(new String(message, UTF_8));
      }
    }

    @Override
    public void smessage(String channel, byte[] message) {
      message(channel, message);
    }

    @Override
    public void subscribed(String channel, long count) {
      Subscriber subscriber = subscribers.get(channel);
      if (subscriber != null) {
        subscriber.subscribed();
      }
    }

    @Override
    public void ssubscribed(String channel, long count) {
      subscribed(channel, count);
    }

    /** Unsolicited: its slot is moving to another server of the cluster. */
    @Override
    public void sunsubscribed(String channel, long count) {
      Subscriber subscriber = subscribers.get(channel);
      if (subscriber != null) {
        subscriber.unheard();
        later(() -> subscribeIfWanted(channel), RECONNECT);
      }
    }
  }

  private void subscribeIfWanted(String channel) {
    Link now = link;
    if (now != null && subscribers.containsKey(channel)) {
      now.subscribe(channel);
    }
  }

  /** Whether Redis is available, as far as is known; in a cluster, any server. */
  public boolean available() {
    Link now = link;
    return now != null && (cluster || now.isOpen()) && !away.get();
  }

  /**
   * Runs a script.
   *
   * @return its reply: numbers as {@link Long}, strings as {@code byte[]}, lists as {@link List};
   *     completes exceptionally if Redis is unavailable or takes longer than {@link #TIMEOUT}
   */
  public CompletionStage<List<Object>> run(
      LuaScript script, List<String> keys, List<byte[]> values) {
    Link now = link;
    if (now == null) {
      return CompletableFuture.failedStage(new IllegalStateException("Redis is away"));
    }
    String[] names = keys.toArray(String[]::new);
    byte[][] arguments = values.toArray(byte[][]::new);
    CompletionStage<List<Object>> reply = now.runKnown(script, names, arguments);
    return reply
        .exceptionallyCompose(
            failure ->
                cause(failure) instanceof RedisNoScriptException
                    ? now.run(script, names, arguments)
                    : CompletableFuture.failedStage(failure))
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                replied();
              } else {
                failed(now, cause(failure));
              }
            });
  }

  private void replied() {
    if (cluster) {
      lastReply = System.nanoTime();
      back();
    }
  }

  private void failed(Link failing, Throwable cause) {
    if (cause instanceof RedisCommandExecutionException) {
      refused(cause);
    }
    if (cluster) {
      if (System.nanoTime() - lastReply > SILENCE_TIMEOUT.toNanos()) {
        connectAnew(failing);
      }
    } else if (cause instanceof RedisCommandTimeoutException
        || cause instanceof RedisReadOnlyException) { // it was the master
      connectAnew(failing);
    }
  }

  /** Such as for its memory, or a permission that is missing: an operator must act. */
  private void refused(Throwable cause) {
    long last = refusalLogged.get();
    long now = System.nanoTime();
    if (now - last > LOG_INTERVAL_NANOS && refusalLogged.compareAndSet(last, now)) {
      LOG.log(Level.WARNING, "Redis refuses a command: {0}", cause.getMessage());
    }
  }

  /**
   * A lost network path is not reported; TCP retransmits for minutes. A command that times out
   * therefore counts as a lost connection. Lease renewal detects this within seconds.
   */
  private void connectAnew(Link silent) {
    synchronized (this) {
      if (closed || link != silent) {
        return;
      }
      link = null;
    }
    cutOff();
    silent.close();
    connect();
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException ? failure.getCause() : failure;
  }

  /**
   * Waits for a reply.
   *
   * @throws CompletionException where there is none in {@link #TIMEOUT}
   */
  public static <T> T await(CompletionStage<T> reply) {
    return reply.toCompletableFuture().orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  /** Whether that key exists. */
  public CompletionStage<Boolean> exists(String key) {
    Link now = link;
    return now == null
        ? CompletableFuture.failedStage(new IllegalStateException("Redis is away"))
        : now.commands().exists(key).thenApply(count -> count > 0);
  }

  /** Deletes all keys that match any of these patterns, on all servers. Scans incrementally. */
  CompletionStage<Void> delete(List<String> patterns) {
    Link now = link;
    CompletionStage<Void> deleted =
        now == null
            ? CompletableFuture.failedStage(new IllegalStateException("Redis is away"))
            : CompletableFuture.completedStage(null);
    for (String pattern : patterns) {
      deleted = deleted.thenCompose(done -> now.delete(pattern));
    }
    return deleted;
  }

  /** Publishes a message; it is lost if Redis is unavailable. Never blocks. */
  public void publish(String channel, String message) {
    Link now = link;
    if (now != null) {
      now.publish(channel, message.getBytes(UTF_8));
    }
  }

  /** One subscriber per channel. */
  public void subscribe(String channel, Subscriber subscriber) {
    subscribers.put(channel, subscriber);
    subscribeIfWanted(channel);
  }

  public void unsubscribe(String channel) {
    subscribers.remove(channel);
    Link now = link;
    if (now != null) {
      now.unsubscribe(channel);
    }
  }

  /** Runs a non-blocking task once, after that time. */
  public void later(Runnable task, Duration delay) {
    if (!closed) {
      resources.eventExecutorGroup().schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Runs a non-blocking task periodically until this is closed. */
  public void every(Duration period, Runnable task) {
    long millis = period.toMillis();
    resources
        .eventExecutorGroup()
        .scheduleAtFixedRate(() -> runSafely(task), millis, millis, TimeUnit.MILLISECONDS);
  }

  /** A periodic task that throws would be cancelled. */
  private static void runSafely(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "A periodic task failed", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    connector.close().completeOnTimeout(null, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
    resources.shutdown(0, 1, TimeUnit.SECONDS);
  }
}
