package chat.suda.conversation;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A number of places, of which an owner has one at a time: what one owner does there for long holds
 * up nobody else's. Fair to those who wait.
 */
final class OwnerPlaces {

  private static final class Turn {
    private final Semaphore place = new Semaphore(1, true);
    private int users;
  }

  private final Semaphore places;
  private final Map<String, Turn> turns = new HashMap<>();

  OwnerPlaces(int count) {
    places = new Semaphore(count, true);
  }

  /**
   * Waits for a place.
   *
   * @return whether there was one in time; {@link #leave} gives it back
   */
  boolean enter(String owner, Duration time) throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    Turn turn = use(owner);
    boolean first = false;
    boolean entered = false;
    try {
      first = turn.place.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS);
      entered = first && places.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      return entered;
    } finally {
      if (!entered) {
        end(owner, turn, first);
      }
    }
  }

  void leave(String owner) {
    Turn turn;
    synchronized (turns) {
      turn = turns.get(owner);
    }
    places.release();
    end(owner, turn, true);
  }

  private Turn use(String owner) {
    synchronized (turns) {
      Turn turn = turns.computeIfAbsent(owner, name -> new Turn());
      turn.users++;
      return turn;
    }
  }

  private void end(String owner, Turn turn, boolean held) {
    if (held) {
      turn.place.release();
    }
    synchronized (turns) {
      if (--turn.users == 0) {
        turns.remove(owner);
      }
    }
  }

  /** How many owners hold a place or wait for one. */
  int owners() {
    synchronized (turns) {
      return turns.size();
    }
  }
}
