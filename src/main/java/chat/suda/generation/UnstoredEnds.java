package chat.suda.generation;

import chat.suda.conversation.AnswerStore;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The ends of answers that could not be stored, for example while the database is unavailable.
 * Without them the conversations would remain in the state running.
 */
final class UnstoredEnds {

  private static final System.Logger LOG = System.getLogger(UnstoredEnds.class.getName());

  /** Maximum number of attempts for one end. */
  static final int MAX_ATTEMPTS = 10;

  private final AnswerStore store;
  private final Queue<AnswerStore.End> ends = new ConcurrentLinkedQueue<>();

  /** The attempts for the first end. */
  private int attempts;

  UnstoredEnds(AnswerStore store) {
    this.store = store;
  }

  void add(AnswerStore.End end) {
    ends.add(end);
  }

  /** Retries; stops at the first end that still cannot be stored. */
  void store() {
    for (AnswerStore.End end = ends.peek(); end != null; end = ends.peek()) {
      if (!isStored(end)) {
        return;
      }
      ends.poll();
    }
  }

  /** If the database rejects this end repeatedly, the answer is stored as interrupted. */
  private boolean isStored(AnswerStore.End end) {
    try {
      store.saveEnds(List.of(end));
      attempts = 0;
      return true;
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "Still not stored", e);
    }
    if (++attempts < MAX_ATTEMPTS) {
      return false;
    }
    try {
      store.interrupt(List.of(end.messageId()));
      LOG.log(Level.WARNING, "The end of an answer could not be stored; it counts as interrupted");
      attempts = 0;
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }
}
