package chat.suda.stream.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
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

/**
 * The connections to Redis (6.2 or newer, or Valkey): one for commands, one for what is published.
 * They come back by themselves; meanwhile every command fails at once.
 */
public final class Redis implements AutoCloseable {

  /** After it a command has failed, whether it was done or not. */
  public static final Duration TIMEOUT = Duration.ofSeconds(2);

  private static final System.Logger LOG = System.getLogger(Redis.class.getName());
  private static final Duration RECONNECT = Duration.ofMillis(200);
  private static final int THREADS = 2;
  private static final RedisCodec<String, byte[]> CODEC =
      RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

  /** What to do with what is published on a channel. Called on a network thread: be quick. */
  public interface Subscriber {

    /** Something was published. */
    void published(String message);

    /** From now on what is published will be heard; what was before may have been missed. */
    void subscribed();

    /** From now on what is published may be missed. */
    default void unheard() {}
  }

  private final ClientResources resources =
      DefaultClientResources.builder()
          .ioThreadPoolSize(THREADS)
          .computationThreadPoolSize(THREADS)
          .reconnectDelay(() -> Delay.constant(RECONNECT))
          .build();

  private final RedisURI uri;
  private final RedisClient client;
  private final Map<String, Subscriber> subscribers = new ConcurrentHashMap<>();
  private final AtomicBoolean away = new AtomicBoolean();
  private volatile StatefulRedisConnection<String, byte[]> commands;
  private volatile StatefulRedisPubSubConnection<String, byte[]> subscriptions;
  private volatile boolean closed;

  /**
   * Begins to connect; does not wait for it.
   *
   * @param url {@code redis://…} or {@code rediss://…}, as Lettuce reads it; it may hold a password
   */
  public Redis(String url) {
    uri = RedisURI.create(url);
    uri.setTimeout(TIMEOUT);
    client = RedisClient.create(resources, uri);
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .socketOptions(SocketOptions.builder().connectTimeout(TIMEOUT).keepAlive(true).build())
            .timeoutOptions(TimeoutOptions.enabled(TIMEOUT))
            .build());
    client.addListener(new Availability());
    connect();
  }

  private void connect() {
    if (closed) {
      return;
    }
    CompletableFuture<StatefulRedisConnection<String, byte[]>> forCommands =
        client.connectAsync(CODEC, uri).toCompletableFuture();
    CompletableFuture<StatefulRedisPubSubConnection<String, byte[]>> forMessages =
        client.connectPubSubAsync(CODEC, uri).toCompletableFuture();
    CompletableFuture.allOf(forCommands, forMessages)
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                connected(forCommands.join(), forMessages.join());
              } else {
                goneAway();
                forCommands.thenAccept(StatefulConnection::closeAsync);
                forMessages.thenAccept(StatefulConnection::closeAsync);
                later(this::connect, RECONNECT);
              }
            });
  }

  private void connected(
      StatefulRedisConnection<String, byte[]> forCommands,
      StatefulRedisPubSubConnection<String, byte[]> forMessages) {
    forMessages.addListener(new Dispatch());
    synchronized (this) {
      subscriptions = forMessages;
      commands = forCommands;
    }
    back();
    subscribers.keySet().forEach(channel -> forMessages.async().subscribe(channel));
  }

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
      return connection == commands || connection == subscriptions;
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
    public void subscribed(String channel, long count) {
      Subscriber subscriber = subscribers.get(channel);
      if (subscriber != null) {
        subscriber.subscribed();
      }
    }
  }

  /** Whether Redis answers now, as far as is known. */
  public boolean available() {
    StatefulRedisConnection<String, byte[]> now = commands;
    return now != null && now.isOpen() && !away.get();
  }

  /**
   * Runs a script.
   *
   * @return its reply: numbers as {@link Long}, strings as {@code byte[]}, lists as {@link List};
   *     completes exceptionally where Redis is away or takes longer than {@link #TIMEOUT}
   */
  public CompletionStage<List<Object>> run(
      LuaScript script, List<String> keys, List<byte[]> values) {
    StatefulRedisConnection<String, byte[]> now = commands;
    if (now == null) {
      return CompletableFuture.failedStage(new IllegalStateException("Redis is away"));
    }
    String[] names = keys.toArray(String[]::new);
    byte[][] arguments = values.toArray(byte[][]::new);
    CompletionStage<List<Object>> reply =
        now.async().evalsha(script.digest(), ScriptOutputType.MULTI, names, arguments);
    return reply.exceptionallyCompose(
        failure -> {
          Throwable cause = cause(failure);
          if (cause instanceof RedisCommandTimeoutException) {
            connectAnew(now);
          }
          return cause instanceof RedisNoScriptException
              ? now.async().eval(script.text(), ScriptOutputType.MULTI, names, arguments)
              : CompletableFuture.failedStage(failure);
        });
  }

  /**
   * A network may swallow what is sent and not say so: TCP would try on for minutes, and then wait
   * for minutes after all is well. Leases are renewed all the time, so this is soon found out.
   */
  private void connectAnew(StatefulRedisConnection<String, byte[]> silent) {
    StatefulRedisPubSubConnection<String, byte[]> messages;
    synchronized (this) {
      if (closed || commands != silent) {
        return;
      }
      messages = subscriptions;
      commands = null;
      subscriptions = null;
    }
    cutOff();
    silent.closeAsync();
    messages.closeAsync();
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

  /** Whether that key is there. */
  public CompletionStage<Boolean> exists(String key) {
    StatefulRedisConnection<String, byte[]> now = commands;
    return now == null
        ? CompletableFuture.failedStage(new IllegalStateException("Redis is away"))
        : now.async().exists(key).thenApply(count -> count > 0);
  }

  /** Publishes a message; it is lost where Redis is away. Never blocks. */
  public void publish(String channel, String message) {
    StatefulRedisConnection<String, byte[]> now = commands;
    if (now != null) {
      now.async().publish(channel, message.getBytes(UTF_8));
    }
  }

  /** One subscriber a channel. */
  public void subscribe(String channel, Subscriber subscriber) {
    subscribers.put(channel, subscriber);
    StatefulRedisPubSubConnection<String, byte[]> now = subscriptions;
    if (now != null) {
      now.async().subscribe(channel);
    }
  }

  public void unsubscribe(String channel) {
    subscribers.remove(channel);
    StatefulRedisPubSubConnection<String, byte[]> now = subscriptions;
    if (now != null) {
      now.async().unsubscribe(channel);
    }
  }

  /** Runs a task that does not block, once, after that time. */
  public void later(Runnable task, Duration delay) {
    if (!closed) {
      resources.eventExecutorGroup().schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Runs a task that does not block, again and again until this is closed. */
  public void every(Duration period, Runnable task) {
    long millis = period.toMillis();
    resources.eventExecutorGroup().scheduleAtFixedRate(task, millis, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    closed = true;
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    resources.shutdown(0, 1, TimeUnit.SECONDS);
  }
}
