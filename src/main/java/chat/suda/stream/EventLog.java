package chat.suda.stream;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * The events of one channel, in order, as far back as its bounds allow. Thread-safe; nothing in it
 * waits.
 *
 * <p>A position is the number of the last event read. A position's id, which clients know, names
 * this life of the log too, so that an id of another channel or of an earlier life is never taken
 * for one of ours.
 */
public interface EventLog {

  /**
   * What the log keeps; the oldest events go when any bound is passed.
   *
   * @param events how many
   * @param bytes of all of them together, as they go over the wire
   * @param age how long
   */
  record Bounds(int events, long bytes, Duration age) {}

  /**
   * Where a reader begins.
   *
   * @param position after which it reads
   * @param head the newest event's, then
   * @param known whether the id that it came with was known; {@code true} where it had none
   */
  record Place(long position, long head, boolean known) {}

  /**
   * An event in the log, as it goes over the wire.
   *
   * @param messageId and model: of a text that may be joined with its neighbours, else {@code null}
   * @param nanos when it came to this node, by the log's clock
   */
  record Entry(long position, Frame frame, String messageId, String model, long nanos) {

    /** The id's line and what else makes an event of its data, about. */
    private static final int FRAMING = 40;

    /** What it takes on the wire, about; in memory it takes less, since a log packs it. */
    long bytes() {
      return bytes(frame.dataLength());
    }

    static long bytes(int dataLength) {
      return FRAMING + dataLength;
    }

    /** Whether the next one's text continues this one's. */
    boolean continuesInto(Entry next) {
      return messageId != null
          && messageId.equals(next.messageId)
          && Objects.equals(model, next.model);
    }
  }

  /** Is told of appended events. */
  @FunctionalInterface
  interface Listener {

    /**
     * There is something new. Called on the thread that appended it, so it must not wait.
     *
     * @param listeners how many are told
     */
    void appended(int listeners);
  }

  /** The one writer of an answer's events. */
  interface Writer {

    /** Appends the event, after all that were appended before. */
    void append(ChatEvent event);

    /** Likewise the answer's last one: from now on nobody can append to the answer. */
    void appendLast(ChatEvent event);

    /**
     * Takes the answer over, without an event: no older writer's appends are taken any more.
     *
     * @return completes when that is true, as {@link #cursor}
     */
    CompletionStage<String> claim();

    /**
     * The id of a position at which all that was appended by this writer before this call is in the
     * log, and nothing of what it appends after it.
     *
     * @return completes when that is true; exceptionally when another writer has taken the answer
     *     over
     */
    CompletionStage<String> cursor();
  }

  /** Appends an event of no answer. */
  void append(ChatEvent event);

  /**
   * @param token grows with each writer of the answer: the newest one's appends are taken, and no
   *     others
   * @param onLost called when another writer has taken the answer over, maybe more than once
   */
  Writer writer(String answerId, long token, Runnable onLost);

  /**
   * The id of a position at which all that this node has appended is in the log.
   *
   * @return completes when that is true
   */
  CompletionStage<String> cursor();

  /**
   * Finds where a reader begins, and sees to it that it can be read from there.
   *
   * @param id the reader's, or {@code null} for the log's head
   */
  CompletionStage<Place> locate(String id);

  /**
   * Likewise, for a reader who may read nothing that was appended before another position: an id
   * before it counts as not known.
   *
   * @param floor the id of that position, or {@code null}; one that is not known any more is before
   *     all that can be read
   */
  default CompletionStage<Place> locate(String id, String floor) {
    if (floor == null) {
      return locate(id);
    }
    return locate(floor)
        .thenCompose(
            first ->
                locate(id)
                    .thenApply(
                        place ->
                            first.known() && place.position() < first.position()
                                ? new Place(place.head(), place.head(), false)
                                : place));
  }

  /**
   * Reads on.
   *
   * @param after the position that the reader has
   * @param most how many entries at the most
   * @return the entries after that position, none if there are none
   * @throws TrimmedException if an event after that position is no longer kept
   */
  List<Entry> read(long after, int most) throws TrimmedException;

  /** The id of a position: opaque to clients, printable ASCII, at most 64 characters. */
  String id(long position);

  /** Calls the listener when there is something new. */
  void listen(Listener listener);

  void unlisten(Listener listener);

  /** Drops what is older than the bound; returns how long ago the last event came. */
  Duration expire();

  /** What this node keeps of it, in bytes of heap. */
  long heapBytes();

  /**
   * Drops the oldest events that this node keeps in memory, until so many bytes of heap are free,
   * or none is left. A reader that has not read them yet is behind the log.
   *
   * @return the bytes that were freed
   */
  long release(long heapBytes);
}
