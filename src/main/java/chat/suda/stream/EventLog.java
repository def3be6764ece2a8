package chat.suda.stream;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * The events of one channel, in order, as far back as its bounds allow. Thread-safe; never blocks.
 *
 * <p>A position is the number of the last event read. A position's id, known to clients, also
 * identifies this incarnation of the log, so that an id of another channel or of an earlier
 * incarnation is never mistaken for one of this log.
 */
public interface EventLog {

  /**
   * Bounds of the log; the oldest events are dropped when any of them is exceeded.
   *
   * @param events how many
   * @param bytes of all of them together, as on the wire
   * @param age maximum age
   */
  record Bounds(int events, long bytes, Duration age) {}

  /**
   * Where a reader begins.
   *
   * @param position after which it reads
   * @param head the newest event's
   * @param known whether the reader's id was found; {@code true} if it had none
   */
  record Place(long position, long head, boolean known) {}

  /**
   * An event in the log, encoded.
   *
   * @param messageId and model: of a text that may be merged with adjacent ones, else {@code null}
   * @param nanos when it arrived on this node, by the log's clock
   */
  record Entry(long position, Frame frame, String messageId, String model, long nanos) {

    /** Approximate overhead of an event beside its data, such as the id's line. */
    private static final int FRAMING = 40;

    /** Approximate size on the wire; less in memory, since a log packs entries. */
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

  /** Notified of appended events. */
  @FunctionalInterface
  interface Listener {

    /**
     * Events were appended. Called on the appending thread; must not block.
     *
     * @param listeners how many are notified
     */
    void appended(int listeners);
  }

  /** The single writer of an answer's events. */
  interface Writer {

    /** Appends the event after all earlier ones. */
    void append(ChatEvent event);

    /** Appends the answer's last event; later appends to the answer are rejected. */
    void appendLast(ChatEvent event);

    /**
     * Takes over the answer without an event: appends of earlier writers are rejected from now on.
     *
     * @return completes when that is in effect, as {@link #cursor}
     */
    CompletionStage<String> claim();

    /**
     * The id of a position that includes all this writer appended before this call and nothing it
     * appends later.
     *
     * @return completes when that is true; exceptionally when another writer has taken the answer
     *     over
     */
    CompletionStage<String> cursor();
  }

  /** Appends an event that belongs to no answer. */
  void append(ChatEvent event);

  /**
   * @param token increases with each writer of the answer; only appends of the writer with the
   *     highest token are accepted
   * @param onLost called, possibly more than once, when another writer has taken over the answer
   */
  Writer writer(String answerId, long token, Runnable onLost);

  /**
   * The id of a position that includes all this node has appended.
   *
   * @return completes when the log has reached it
   */
  CompletionStage<String> cursor();

  /**
   * Determines where a reader begins, and loads the log from there.
   *
   * @param id the reader's, or {@code null} for the log's head
   */
  CompletionStage<Place> locate(String id);

  /**
   * Likewise, for a reader who may read nothing that was appended before another position: an id
   * before it counts as unknown.
   *
   * @param floor the id of that position, or {@code null}; an unknown one precedes all that can be
   *     read
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
   * Reads the next entries.
   *
   * @param after the reader's position
   * @param most maximum number of entries
   * @return the entries after that position, empty if there are none
   * @throws TrimmedException if an event after that position has been dropped
   */
  List<Entry> read(long after, int most) throws TrimmedException;

  /** The id of a position: opaque to clients, printable ASCII, at most 64 characters. */
  String id(long position);

  /** Notifies the listener of new events. */
  void listen(Listener listener);

  void unlisten(Listener listener);

  /** Drops events older than the bound; returns the age of the newest event. */
  Duration expire();

  /** Heap memory of the log on this node, in bytes. */
  long heapBytes();

  /**
   * Drops the oldest events that this node keeps in memory until that many bytes of heap are free,
   * or none is left. Readers that have not read them get a {@link TrimmedException}.
   *
   * @return the freed bytes
   */
  long release(long heapBytes);
}
