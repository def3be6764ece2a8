package chat.suda.session;

import chat.suda.stream.EventLog;
import chat.suda.stream.Subscription;
import java.time.Duration;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A log and the connections that read it. */
public final class Channel {

  /**
   * Names a channel.
   *
   * @param owner the user that it belongs to, or {@code null} for a session known by its id alone
   * @param session the seed session's id, or {@code null} for all else that is the user's
   */
  public record Key(String owner, String session) {

    private static final String NODE = "@";

    /** The one channel of all of a user's conversations. */
    public static Key ofUser(String user) {
      return new Key(Objects.requireNonNull(user), null);
    }

    /** A channel that exists on this node only. The name contains a character that ids do not. */
    public static Key ofNode(String name) {
      return new Key(null, NODE + name);
    }

    boolean isOfNode() {
      return owner == null && session.startsWith(NODE);
    }

    /** Whether it is {@link #ofUser}. */
    boolean isOfUser() {
      return owner != null && session == null;
    }

    /** The key as one text, the same on all nodes. */
    String name() {
      return beginning(owner == null ? "" : owner) + (session == null ? "" : session);
    }

    /** The prefix of the names of all of a user's channels. */
    static String beginning(String owner) {
      return owner + '/';
    }
  }

  private final EventLog log;
  private final Set<Subscription> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger holders = new AtomicInteger();
  private volatile long leftAt = System.nanoTime();

  Channel(EventLog log) {
    this.log = log;
  }

  public EventLog log() {
    return log;
  }

  void joined(Subscription connection) {
    connections.add(connection);
  }

  void left(Subscription connection) {
    leftAt = System.nanoTime();
    connections.remove(connection);
  }

  /** Ends a {@link ChannelRegistry#hold}. */
  public void release() {
    leftAt = System.nanoTime();
    holders.decrementAndGet();
  }

  Channel held() {
    holders.incrementAndGet();
    return this;
  }

  /** Whether it has neither connections nor writers. */
  boolean isUnused() {
    return connections.isEmpty() && holders.get() == 0;
  }

  /**
   * Sorts by the time at which the channel was last left, longest ago first; the times are read
   * once.
   */
  static <K> List<Map.Entry<K, Channel>> leftLongestAgoFirst(List<Map.Entry<K, Channel>> channels) {
    long now = System.nanoTime();
    Map<Channel, Long> unused = new IdentityHashMap<>();
    channels.forEach(entry -> unused.put(entry.getValue(), now - entry.getValue().leftAt));
    return channels.stream()
        .sorted(Comparator.comparing(entry -> -unused.get(entry.getValue())))
        .toList();
  }

  /** Whether it has had no connections and no events for that long. */
  boolean forgotten(Duration age) {
    return log.expire().compareTo(age) > 0
        && isUnused()
        && System.nanoTime() - leftAt > age.toNanos();
  }
}
