package chat.suda.limits;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Limits how many of something a node and each user may have at once. Thread-safe. */
public final class ConcurrencyLimit {

  /** The result of {@link #take}. */
  public enum Outcome {
    TAKEN,
    /** The node's limit is reached. */
    NODE_FULL,
    /** The user's limit is reached. */
    USER_FULL
  }

  private final String what;
  private final SharedCounts shared;
  private final int most;
  private final int mostPerUser;
  private final Counter nodeFull;
  private final Counter userFull;
  private final AtomicInteger taken = new AtomicInteger();
  private final Map<String, Integer> perUser = new ConcurrentHashMap<>();

  /**
   * @param what there are slots for, as the configuration calls it: {@code suda.max-…}
   * @param shared counts them per user on all nodes
   * @param registry for the count of refusals, by limit
   */
  public ConcurrencyLimit(
      String what, int most, int mostPerUser, SharedCounts shared, MeterRegistry registry) {
    this.what = what;
    this.shared = shared;
    this.most = most;
    this.mostPerUser = mostPerUser;
    this.nodeFull = refused(what, registry);
    this.userFull = refused(what + "-per-user", registry);
  }

  private static Counter refused(String limit, MeterRegistry registry) {
    return Counter.builder("suda.refused")
        .description("Refused, by the limit of the configuration that was reached")
        .tag("limit", limit)
        .register(registry);
  }

  /**
   * Takes a slot; after {@link Outcome#TAKEN} the caller releases it by {@link #giveBack}.
   *
   * @param user or {@code null} for a caller without an identity, for whom only the node's limit
   *     applies
   */
  public Outcome take(String user) {
    if (!takeOfNode()) {
      return Outcome.NODE_FULL;
    }
    if (user != null && !takeOfUser(user)) {
      userFull.increment();
      return Outcome.USER_FULL;
    }
    return Outcome.TAKEN;
  }

  /**
   * Takes a slot for what was begun on another node: the user's limit does not apply.
   *
   * @return whether it was taken; otherwise the node's limit is reached
   */
  public boolean takeBegun(String user) {
    if (!takeOfNode()) {
      return false;
    }
    if (user != null) {
      perUser.merge(user, 1, Integer::sum);
      shared.take(what, user, Integer.MAX_VALUE);
    }
    return true;
  }

  private boolean takeOfNode() {
    if (taken.incrementAndGet() > most) {
      taken.decrementAndGet();
      nodeFull.increment();
      return false;
    }
    return true;
  }

  private boolean takeOfUser(String user) {
    boolean here = perUser.merge(user, 1, Integer::sum) <= mostPerUser;
    if (here && shared.take(what, user, mostPerUser)) {
      return true;
    }
    giveBackHere(user);
    return false;
  }

  /** Whether the node's limit is reached. */
  public boolean isFull() {
    return taken.get() >= most;
  }

  public void giveBack(String user) {
    giveBackHere(user);
    if (user != null) {
      shared.giveBack(what, user);
    }
  }

  private void giveBackHere(String user) {
    taken.decrementAndGet();
    if (user != null) {
      perUser.computeIfPresent(user, (name, count) -> count == 1 ? null : count - 1);
    }
  }

  public int taken() {
    return taken.get();
  }
}
