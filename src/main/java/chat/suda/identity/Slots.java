package chat.suda.identity;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How many of something a node and each user may have at once. Thread-safe. */
public final class Slots {

  /** The answer to {@link #take}. */
  public enum Outcome {
    TAKEN,
    /** The node has no more. */
    NODE_FULL,
    /** This user has no more. */
    USER_FULL
  }

  private final int most;
  private final int mostPerUser;
  private final AtomicInteger taken = new AtomicInteger();
  private final Map<String, Integer> perUser = new ConcurrentHashMap<>();

  public Slots(int most, int mostPerUser) {
    this.most = most;
    this.mostPerUser = mostPerUser;
  }

  /**
   * Takes a slot; on {@link Outcome#TAKEN} the caller gives it back by {@link #giveBack}.
   *
   * @param user or {@code null} for a caller without an identity, who counts for the node alone
   */
  public Outcome take(String user) {
    if (taken.incrementAndGet() > most) {
      taken.decrementAndGet();
      return Outcome.NODE_FULL;
    }
    if (user != null && perUser.merge(user, 1, Integer::sum) > mostPerUser) {
      giveBack(user);
      return Outcome.USER_FULL;
    }
    return Outcome.TAKEN;
  }

  public void giveBack(String user) {
    taken.decrementAndGet();
    if (user != null) {
      perUser.computeIfPresent(user, (name, count) -> count == 1 ? null : count - 1);
    }
  }

  public int taken() {
    return taken.get();
  }
}
