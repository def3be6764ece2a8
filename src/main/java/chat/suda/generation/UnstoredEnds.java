package chat.suda.generation;

import chat.suda.conversation.AnswerStore;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The ends of answers that could not be stored, as while the database is away. Without them their
 * conversations would stay in the state running.
 */
final class UnstoredEnds {

  private static final System.Logger LOG = System.getLogger(UnstoredEnds.class.getName());

  /** Of one end, until it is given up. */
  static final int ATTEMPTS = 10;

  private final AnswerStore store;
  private final Queue<AnswerStore.End> ends = new ConcurrentLinkedQueue<>();

  /** Of the first end. */
  private int attempts;

  UnstoredEnds(AnswerStore store) {
    this.store = store;
  }

  void add(AnswerStore.End end) {
    ends.add(end);
  }

  /** Tries once more; stops at the first that can still not be stored. */
  void store() {
    for (AnswerStore.End end = ends.peek(); end != null; end = ends.peek()) {
      if (!isStored(end)) {
        return;
      }
      ends.poll();
    }
  }

  /** Where the database refuses this end again and again, the answer counts as interrupted. */
  private boolean isStored(AnswerStore.End end) {
    try {
      store.saveEnds(List.of(end));
      attempts = 0;
      return true;
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "Still not stored", e);
    }
    if (++attempts < ATTEMPTS) {
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
