package chat.suda.stream.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import chat.suda.stream.EventLog;
import chat.suda.stream.Ids;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Appends one log's events in order. One batch is in flight at a time; later events form the next
 * batch. A batch without a reply is sent again; the script recognizes duplicates.
 */
final class Appender {

  private static final LuaScript APPEND = LuaScript.of(Appender.class, "trim.lua", "append.lua");
  private static final int MAX = 256;
  private static final int MAX_BYTES = 1 << 18;
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final byte[] NONE = {};
  private static final byte[] ZERO = {'0'};
  private static final byte[] ONE = {'1'};

  /** An item of the queue. */
  sealed interface Item {

    /**
     * @param writer or {@code null} for an event of no answer
     * @param joins key for merging adjacent texts, see {@link LogReplica#joins}
     */
    record Event(FencedWriter writer, boolean last, byte[] data, String joins, long nanos)
        implements Item {}

    /** Asks for the id of its position in the log. */
    record Mark(FencedWriter writer, CompletableFuture<String> cursor) implements Item {}
  }

  private final RedisLog log;
  private final RedisLogs logs;
  private List<Item> waiting = new ArrayList<>();
  private boolean sending;

  Appender(RedisLog log, RedisLogs logs) {
    this.log = log;
    this.logs = logs;
  }

  void add(Item item) {
    synchronized (this) {
      waiting.add(item);
      if (sending) {
        return;
      }
      sending = true;
    }
    sendNext();
  }

  private void sendNext() {
    List<Item> batch;
    synchronized (this) {
      if (waiting.isEmpty()) {
        sending = false;
        return;
      }
      batch = waiting;
      waiting = new ArrayList<>();
      int most = fitting(batch);
      if (most < batch.size()) {
        waiting.addAll(batch.subList(most, batch.size()));
        batch = batch.subList(0, most);
      }
    }
    send(batch, logs.nextBatch());
  }

  private static int fitting(List<Item> items) {
    int bytes = 0;
    for (int i = 0; i < items.size(); i++) {
      bytes += items.get(i) instanceof Item.Event event ? event.data().length : 0;
      if (i > 0 && bytes > MAX_BYTES || i == MAX) {
        return i;
      }
    }
    return items.size();
  }

  private void send(List<Item> batch, long number) {
    List<String> keys = log.keys();
    List<byte[]> values = head(number);
    for (Item item : batch) {
      if (item instanceof Item.Event event) {
        values.add(fence(event.writer(), keys));
        values.add(event.writer() == null ? ZERO : event.writer().token());
        values.add(event.last() ? ONE : ZERO);
        values.add(event.data());
        values.add(event.joins() == null ? NONE : event.joins().getBytes(UTF_8));
      }
    }
    logs.redis()
        .run(APPEND, keys, values)
        .whenComplete(
            (reply, failure) -> {
              if (failure != null) {
                logs.redis().later(() -> send(batch, number), PAUSE);
              } else {
                try {
                  log.appended(batch, ScriptReply.of(reply));
                } finally {
                  sendNext();
                }
              }
            });
  }

  private List<byte[]> head(long number) {
    EventLog.Bounds bounds = logs.bounds();
    List<byte[]> values = new ArrayList<>();
    values.add(Ids.next().getBytes(US_ASCII));
    values.add(logs.sender().getBytes(US_ASCII));
    values.add(RedisLogs.number(number));
    values.add(logs.keptMillis());
    values.add(RedisLogs.number(bounds.events()));
    values.add(RedisLogs.number(bounds.bytes()));
    values.add(RedisLogs.number(bounds.age().toMillis()));
    values.add(log.topic().getBytes(UTF_8));
    values.add(log.hears() ? ONE : ZERO);
    return values;
  }

  /** The index of the writer's fence among the keys, from 1; 0 for none. */
  private static byte[] fence(FencedWriter writer, List<String> keys) {
    if (writer == null) {
      return ZERO;
    }
    int at = keys.indexOf(writer.fenceKey());
    if (at < 0) {
      at = keys.size();
      keys.add(writer.fenceKey());
    }
    return RedisLogs.number(at - RedisLog.OWN_KEYS + 1L);
  }
}
