package chat.suda.stream.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import chat.suda.stream.ChatEvent;
import chat.suda.stream.EventLog;
import chat.suda.stream.Ids;
import chat.suda.stream.TrimmedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArraySet;

/** One channel's log in Redis, as seen by one node. */
final class RedisLog implements EventLog, Redis.Subscriber {

  /** The stream and its metadata. */
  static final List<String> PARTS = List.of("events", "log");

  static final int OWN_KEYS = PARTS.size();

  private static final LuaScript OPEN = LuaScript.of(RedisLog.class, "trim.lua", "open.lua");
  private static final LuaScript READ = LuaScript.of(RedisLog.class, "read.lua");
  private static final int PAGE = 500;
  private static final int MAX_SKIPPED = 7;
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final byte[] ZERO = {'0'};

  /** Stands for an event. */
  private static final byte[] CLAIM = {};

  private final String channel;
  private final RedisLogs logs;
  private final Appender appender;
  private final LogReplica replica;
  private final Set<Listener> listeners = new CopyOnWriteArraySet<>();
  private boolean reading;
  private boolean again;
  private volatile boolean hears;
  private volatile int quietPolls;
  private int pollsToSkip;

  RedisLog(String channel, RedisLogs logs) {
    this.channel = channel;
    this.logs = logs;
    this.appender = new Appender(this, logs);
    this.replica = new LogReplica(logs.bounds());
  }

  /** A key of the channel. All keys of one channel are on the same shard of a Redis Cluster. */
  static String key(String channel, String part) {
    return "suda:{" + channel + "}:" + part;
  }

  List<String> keys() {
    List<String> keys = new ArrayList<>(OWN_KEYS + 1);
    PARTS.forEach(part -> keys.add(key(channel, part)));
    return keys;
  }

  /** The Redis channel on which new events are announced. */
  String topic() {
    return key(channel, "new");
  }

  /** Whether this node is subscribed to the log's announcements. */
  boolean hears() {
    return hears;
  }

  @Override
  public void append(ChatEvent event) {
    append(event, null, false);
  }

  void append(ChatEvent event, FencedWriter writer, boolean last) {
    byte[] data = event.json().getBytes(UTF_8);
    appender.add(
        new Appender.Item.Event(writer, last, data, LogReplica.joins(event), System.nanoTime()));
  }

  /** Only raises the writer's fence. */
  void claim(FencedWriter writer) {
    appender.add(new Appender.Item.Event(writer, false, CLAIM, null, System.nanoTime()));
  }

  void mark(FencedWriter writer, CompletableFuture<String> cursor) {
    appender.add(new Appender.Item.Mark(writer, cursor));
  }

  @Override
  public Writer writer(String answerId, long token, Runnable onLost) {
    return new FencedWriter(this, key(channel, "fence:" + answerId), token, onLost);
  }

  @Override
  public CompletionStage<String> cursor() {
    CompletableFuture<String> cursor = new CompletableFuture<>();
    mark(null, cursor);
    return cursor;
  }

  /**
   * The reply to a batch: entries that follow the copy's head are added to it, as if they had been
   * read.
   */
  void appended(List<Appender.Item> batch, ScriptReply reply) {
    List<?> positions = reply.list();
    List<Entry> entries = new ArrayList<>();
    long position = positions.isEmpty() ? reply.head() : beforeFirst(positions, reply.head());
    int event = 0;
    for (Appender.Item item : batch) {
      if (item instanceof Appender.Item.Event one && !positions.isEmpty()) {
        long its = (Long) positions.get(event++);
        if (its > 0) {
          position = its;
          entries.add(LogReplica.entry(reply.life(), its, one.data(), one.joins(), one.nanos()));
        } else if (its == 0) {
          one.writer().refused();
        }
      } else if (item instanceof Appender.Item.Mark mark) {
        settle(mark, LogReplica.id(reply.life(), position));
      }
    }
    if (replica.addNext(reply.life(), entries)) {
      changed();
    } else if (!entries.isEmpty()) {
      refresh();
    }
  }

  private static long beforeFirst(List<?> positions, long head) {
    for (Object position : positions) {
      if ((Long) position > 0) {
        return (Long) position - 1;
      }
    }
    return head;
  }

  private static void settle(Appender.Item.Mark mark, String cursor) {
    if (mark.writer() != null && mark.writer().lost()) {
      mark.cursor().completeExceptionally(new IllegalStateException("Another writer has it"));
    } else {
      mark.cursor().complete(cursor);
    }
  }

  @Override
  public CompletionStage<Place> locate(String id) {
    CompletableFuture<Place> found = new CompletableFuture<>();
    synchronized (this) {
      if (listeners.isEmpty()) {
        // The copy has not been kept up to date.
        replica.drop();
      }
    }
    locate(id, found);
    return found;
  }

  /** Retries until Redis responds. */
  private void locate(String id, CompletableFuture<Place> found) {
    open()
        .thenCompose(
            reply -> {
              LogReplica.Wanted wanted = replica.opened(reply, (Long) reply.rest(), id);
              return wanted.missing()
                  ? load(wanted, new ArrayList<>())
                  : CompletableFuture.completedStage(wanted.place());
            })
        .whenComplete(
            (place, failure) -> {
              if (failure == null) {
                found.complete(place);
                refresh();
              } else {
                logs.redis().later(() -> locate(id, found), PAUSE);
              }
            });
  }

  private CompletionStage<ScriptReply> open() {
    List<byte[]> values =
        List.of(
            Ids.next().getBytes(US_ASCII),
            logs.keptMillis(),
            RedisLogs.number(logs.bounds().age().toMillis()));
    return logs.redis().run(OPEN, keys(), values).thenApply(ScriptReply::of);
  }

  /** Reads the entries between the reader's position and the copy's oldest. */
  private CompletionStage<Place> load(LogReplica.Wanted wanted, List<Entry> older) {
    return read(wanted.life(), wanted.after() + older.size(), ZERO)
        .thenCompose(
            reply -> {
              List<Entry> page = LogReplica.entries(reply);
              older.addAll(page);
              if (page.size() == PAGE && !replica.reaches(wanted, older)) {
                return load(wanted, older);
              }
              return CompletableFuture.completedStage(replica.completed(wanted, older));
            });
  }

  private CompletionStage<ScriptReply> read(String life, long after, byte[] keptMillis) {
    List<byte[]> values =
        List.of(
            life.getBytes(US_ASCII), RedisLogs.number(after), RedisLogs.number(PAGE), keptMillis);
    return logs.redis().run(READ, keys(), values).thenApply(ScriptReply::of);
  }

  /** Reads new entries if there are listeners on this node. */
  private void refresh() {
    refresh(ZERO);
  }

  /**
   * As after an announcement; also extends the expiry of the keys while there are listeners. To be
   * called at regular intervals; on an idle log most calls do nothing.
   */
  void poll() {
    if (pollsToSkip > 0 && quietPolls > 0) {
      pollsToSkip--;
      return;
    }
    pollsToSkip = Math.min(quietPolls, MAX_SKIPPED);
    quietPolls++;
    refresh(logs.keptMillis());
  }

  /** There are new entries: notifies the listeners. */
  private void changed() {
    quietPolls = 0;
    int told = listeners.size();
    listeners.forEach(listener -> listener.appended(told));
  }

  private void refresh(byte[] keptMillis) {
    synchronized (this) {
      if (listeners.isEmpty() || !replica.follows()) {
        return;
      }
      if (reading) {
        again = true;
        return;
      }
      reading = true;
      again = false;
    }
    LogReplica.Known known = replica.known();
    read(known.life(), known.head(), keptMillis)
        .whenComplete(
            (reply, failure) -> {
              boolean more = failure == null && took(reply);
              synchronized (this) {
                reading = false;
                more |= failure == null && again;
              }
              if (more) {
                refresh();
              }
            });
  }

  /** Returns whether there may be more. */
  private boolean took(ScriptReply reply) {
    if (reply.life().isEmpty()) {
      open().thenAccept(this::tookNewLife);
      return false;
    }
    List<Entry> entries = LogReplica.entries(reply);
    if (replica.took(reply, entries)) {
      changed();
    }
    return entries.size() == PAGE;
  }

  /** Redis was emptied, and nothing has been appended since. */
  private void tookNewLife(ScriptReply reply) {
    if (replica.took(reply, List.of())) {
      changed();
    }
  }

  @Override
  public void published(String head) {
    if (!replica.isAt(Long.parseLong(head))) {
      refresh();
    }
  }

  @Override
  public void subscribed() {
    hears = true;
    // The connection may be to another server after a fail-over; verifies the log's life.
    refresh(logs.keptMillis());
  }

  @Override
  public void unheard() {
    hears = false;
  }

  @Override
  public List<Entry> read(long after, int most) throws TrimmedException {
    return replica.read(after, most);
  }

  @Override
  public String id(long position) {
    return replica.id(position);
  }

  @Override
  public void listen(Listener listener) {
    synchronized (this) {
      listeners.add(listener);
      if (listeners.size() > 1) {
        return;
      }
      logs.follow(this);
      logs.redis().subscribe(topic(), this);
    }
  }

  @Override
  public void unlisten(Listener listener) {
    synchronized (this) {
      if (!listeners.remove(listener) || !listeners.isEmpty()) {
        return;
      }
      hears = false;
      replica.drop();
      logs.unfollow(this);
      logs.redis().unsubscribe(topic());
    }
  }

  @Override
  public Duration expire() {
    return replica.expire();
  }

  @Override
  public long heapBytes() {
    return replica.heapBytes();
  }

  @Override
  public long release(long heapBytes) {
    return replica.release(heapBytes);
  }
}
