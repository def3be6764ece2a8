package chat.suda.session;

import chat.suda.stream.EventLog;
import chat.suda.stream.Subscription;
import java.time.Duration;
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

    /** The one channel of all of a user's conversations. */
    public static Key ofUser(String user) {
      return new Key(Objects.requireNonNull(user), null);
    }

    /** As one text, the same on all nodes. */
    String name() {
      return (owner == null ? "" : owner) + '/' + (session == null ? "" : session);
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

  /** Whether for that long nobody listened and nothing was appended. */
  boolean forgotten(Duration age) {
    return log.expire().compareTo(age) > 0
        && connections.isEmpty()
        && holders.get() == 0
        && System.nanoTime() - leftAt > age.toNanos();
  }
}
