package chat.suda.session;

import chat.suda.config.Settings;
import chat.suda.limits.ConcurrencyLimit;
import chat.suda.limits.SharedCounts;
import chat.suda.stream.ChatEvent;
import chat.suda.stream.EventLog;
import chat.suda.stream.EventLogs;
import chat.suda.stream.Frame;
import chat.suda.stream.MemoryLog;
import chat.suda.stream.StreamMeters;
import chat.suda.stream.Subscription;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.concurrent.ManagedThreadFactoryDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The channels of this node and their open connections: each session's and user's sinks. In place
 * of {@link jakarta.ws.rs.sse.SseBroadcaster}, in which one slow sink delays the others.
 */
@ApplicationScoped
@ManagedThreadFactoryDefinition(name = ChannelRegistry.THREADS)
public class ChannelRegistry {

  static final String THREADS = "java:app/concurrent/suda-delivery";

  /** A write that takes longer is stuck: the client does not read. */
  private static final Duration STUCK = Duration.ofSeconds(10);

  /** Time for a client that does not read to receive its last event. */
  private static final Duration ENDING = Duration.ofSeconds(2);

  private static final long RETRY_SPREAD = 2000;

  /** Bounds of the log of a channel of this node only. */
  private static final EventLog.Bounds OF_NODE =
      new EventLog.Bounds(60, 1_048_576, Duration.ofMinutes(1));

  private static final Frame SIGNED_OUT =
      Frame.event(
          null,
          "{\"type\":\"error\",\"conversationId\":null,\"messageId\":null,"
              + "\"error\":\"Signed out\",\"code\":\"signed_out\",\"retryable\":false}");

  private static final Frame GONE =
      Frame.event(
          null,
          "{\"type\":\"error\",\"conversationId\":null,\"messageId\":null,"
              + "\"error\":\"This is not shared any more\",\"code\":\"gone\",\"retryable\":false}");

  private final Map<Channel.Key, Channel> channels = new ConcurrentHashMap<>();
  private final Map<Subscription, Listener> connections = new ConcurrentHashMap<>();
  private ConcurrencyLimit limit;
  private StreamMeters meters;

  @Inject Settings settings;
  @Inject EventLogs logs;
  @Inject SharedCounts counts;
  @Inject MeterRegistry registry;

  @Resource(lookup = THREADS)
  ManagedThreadFactory threads;

  /** No write blocks, so few threads serve all connections. */
  private DeliveryExecutor executor;

  @PostConstruct
  void prepare() {
    start(threads);
  }

  void start(ThreadFactory threads) {
    int workers = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    executor = new DeliveryExecutor(workers, threads);
    Settings.Limits limits = settings.limits();
    limit =
        new ConcurrencyLimit(
            "connections", limits.connections(), limits.connectionsPerUser(), counts, registry);
    meters = new StreamMeters(registry);
  }

  /** Whether a channel of that key exists, here or on another node. */
  public boolean isOpen(Channel.Key key) {
    return channels.containsKey(key) || logs.existsElsewhere(key.name());
  }

  /** The channel of that key, created if absent. It is not removed before it is released. */
  public Channel hold(Channel.Key key) {
    return channels.compute(key, (k, known) -> orNew(k, known).held());
  }

  /** Likewise, if the channel exists. */
  public Optional<Channel> holdExisting(Channel.Key key) {
    return isOpen(key) ? Optional.of(hold(key)) : Optional.empty();
  }

  private Channel orNew(Channel.Key key, Channel known) {
    return known == null ? new Channel(open(key)) : known;
  }

  private EventLog open(Channel.Key key) {
    return key.isOfNode() ? new MemoryLog(OF_NODE) : logs.open(key.name());
  }

  /** Applies the action to the channel of that key, as {@link #hold} gives it. */
  public <T> T with(Channel.Key key, Function<Channel, T> action) {
    Channel channel = hold(key);
    try {
      return action.apply(channel);
    } finally {
      channel.release();
    }
  }

  /** Appends one event to the channel of that key, created if absent. */
  public void append(Channel.Key key, ChatEvent event) {
    with(
        key,
        channel -> {
          channel.log().append(event);
          return null;
        });
  }

  /** Appends to the channels of all users that have one on this node. */
  public void appendToUsers(Consumer<EventLog> append) {
    for (Channel.Key key : channels.keySet()) {
      if (key.isOfUser()) {
        holdExisting(key)
            .ifPresent(
                channel -> {
                  try {
                    append.accept(channel.log());
                  } finally {
                    channel.release();
                  }
                });
      }
    }
  }

  /**
   * Deletes all channels of a user, on this node and in Redis. The caller accepts no more requests
   * of that user.
   *
   * @return completes when all are deleted
   */
  public CompletionStage<Void> forget(String user) {
    List<CompletableFuture<String>> written = new ArrayList<>();
    channels.forEach(
        (key, channel) -> {
          if (user.equals(key.owner())) {
            // A pending append must not recreate the log.
            written.add(channel.log().cursor().toCompletableFuture());
            channel.log().release(Long.MAX_VALUE);
            channels.computeIfPresent(key, (k, known) -> known.isUnused() ? null : known);
          }
        });
    return CompletableFuture.allOf(written.toArray(CompletableFuture<?>[]::new))
        .thenCompose(done -> logs.erase(Channel.Key.beginning(user)));
  }

  /** Whether that channel has connections on this node. */
  public boolean hasListeners(Channel.Key key) {
    Channel channel = channels.get(key);
    return channel != null && !channel.isUnused();
  }

  /**
   * Connects a client to a channel, which is created if absent.
   *
   * @param listener who connects
   * @param lastEventId the client's cursor, or {@code null}
   * @param sink receives the events; owned and closed by the connection from now on
   * @return the connection, or empty if a limit is reached: the sink stays the caller's
   */
  public Optional<Subscription> connect(
      Channel.Key key, Listener listener, String lastEventId, SseEventSink sink) {
    String user = listener.user();
    if (limit.take(user) != ConcurrencyLimit.Outcome.TAKEN) {
      return Optional.empty();
    }
    Subscription[] opened = new Subscription[1];
    channels.compute(
        key,
        (k, known) -> {
          Channel channel = orNew(k, known);
          opened[0] =
              new Subscription(
                  channel.log(),
                  new SinkAdapter(sink),
                  executor,
                  meters,
                  () -> disconnected(opened[0], channel, user));
          channel.joined(opened[0]);
          return channel;
        });
    connections.put(opened[0], listener);
    opened[0].open(lastEventId, listener.floor(), settings.streams().retryMillis());
    return Optional.of(opened[0]);
  }

  /** Whether this node's limit of connections is reached. */
  public boolean isFull() {
    return limit.isFull();
  }

  /** Open connections of this node. */
  public int connections() {
    return limit.taken();
  }

  /** Heap memory of the logs of this node, in bytes. */
  public long logBytes() {
    return channels.values().stream().mapToLong(channel -> channel.log().heapBytes()).sum();
  }

  private void disconnected(Subscription connection, Channel channel, String user) {
    connections.remove(connection);
    channel.left(connection);
    limit.giveBack(user);
  }

  /** Sends due heartbeats and removes channels that have been unused for the log's age. */
  void sendHeartbeats() {
    connections.keySet().forEach(Subscription::heartbeat);
    Duration age = settings.streams().logAge();
    for (Channel.Key key : channels.keySet()) {
      channels.computeIfPresent(key, (k, channel) -> channel.forgotten(age) ? null : channel);
    }
  }

  /**
   * Keeps the memory of all logs within its bound. It drops, in this order: events of logs without
   * readers; channels without readers, the one that was left longest ago first; the oldest events
   * of the other logs.
   */
  void boundMemory() {
    long over = logBytes() - settings.streams().logTotalBytes();
    if (over <= 0) {
      return;
    }
    List<Map.Entry<Channel.Key, Channel>> unread = new ArrayList<>();
    List<EventLog> read = new ArrayList<>();
    for (Map.Entry<Channel.Key, Channel> entry : channels.entrySet()) {
      if (entry.getValue().isUnused()) {
        unread.add(entry);
      } else {
        read.add(entry.getValue().log());
      }
    }
    List<Map.Entry<Channel.Key, Channel>> oldestFirst = Channel.leftLongestAgoFirst(unread);
    for (int i = 0; i < oldestFirst.size() && over > 0; i++) {
      over -= oldestFirst.get(i).getValue().log().release(over);
    }
    for (int i = 0; i < oldestFirst.size() && over > 0; i++) {
      over -= oldestFirst.get(i).getValue().log().heapBytes();
      channels.computeIfPresent(
          oldestFirst.get(i).getKey(), (key, channel) -> channel.isUnused() ? null : channel);
    }
    if (over > 0) {
      releaseLargest(read, over);
    }
  }

  /**
   * Trims the largest logs first, none below an equal share, so that a slow reader of one log does
   * not evict events of another.
   */
  private static void releaseLargest(List<EventLog> read, long over) {
    Map<EventLog, Long> sizes = new IdentityHashMap<>();
    read.forEach(log -> sizes.put(log, log.heapBytes()));
    long left = sizes.values().stream().mapToLong(size -> size).sum() - over;
    List<EventLog> smallestFirst = read.stream().sorted(Comparator.comparing(sizes::get)).toList();
    for (int i = 0; i < smallestFirst.size(); i++) {
      EventLog log = smallestFirst.get(i);
      long share = Math.max(0, left / (smallestFirst.size() - i));
      if (sizes.get(log) > share) {
        log.release(sizes.get(log) - share);
      }
      left -= Math.min(share, sizes.get(log));
    }
  }

  /**
   * Closes connections whose client does not read or has disconnected, and those whose
   * authentication has expired.
   */
  void evictStuck() {
    long now = System.nanoTime();
    for (Subscription connection : connections.keySet()) {
      connection.closeIfDeparted();
      if (connection.stuckFor(now) > STUCK.toNanos()
          || connection.endingFor(now) > ENDING.toNanos()) {
        connection.evict();
      }
    }
    Instant time = Instant.now();
    signOut(listener -> listener.expired(time));
  }

  /** Sends these listeners the event "signed out" and closes their connections. Never blocks. */
  public void signOut(Predicate<Listener> ended) {
    end(ended, SIGNED_OUT);
  }

  /** Likewise tells the viewers of these shares that they are revoked. */
  public void endShares(Predicate<String> gone) {
    end(listener -> listener.share() != null && gone.test(listener.share()), GONE);
  }

  /** The shares that have viewers on this node. */
  public Set<String> shares() {
    return distinct(Listener::share);
  }

  private void end(Predicate<Listener> ended, Frame last) {
    connections.forEach(
        (connection, listener) -> {
          if (ended.test(listener) && connection.endingFor(System.nanoTime()) == 0) {
            connection.closeWith(last);
          }
        });
  }

  /** The logins that have connections on this node. */
  public Set<String> logins() {
    return distinct(Listener::login);
  }

  /** The logins that have connections to administrators' streams on this node. */
  public Set<String> administratorLogins() {
    return distinct(listener -> listener.administers() ? listener.login() : null);
  }

  /** The users who have connections on this node. */
  public Set<String> users() {
    return distinct(Listener::user);
  }

  private Set<String> distinct(Function<Listener, String> what) {
    return connections.values().stream()
        .map(what)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  /**
   * Sends every client a reconnection time and closes its connection.
   *
   * @param patience time to wait for these writes
   */
  public void drain(Duration patience) {
    List<CompletableFuture<Void>> closings = new ArrayList<>();
    for (Subscription connection : connections.keySet()) {
      // Jitter, so that clients do not all reconnect at the same time.
      long retry =
          settings.streams().retryMillis() + ThreadLocalRandom.current().nextLong(RETRY_SPREAD);
      closings.add(connection.closeWithRetry(retry).toCompletableFuture());
    }
    CompletableFuture.allOf(closings.toArray(CompletableFuture<?>[]::new))
        .completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  @PreDestroy
  void close() {
    executor.close();
  }
}
