package chat.suda.limits;

import java.util.List;
import java.util.stream.Stream;

/**
 * Lock striping: a fixed number of locks, each key maps to one of them. Two keys may share a lock,
 * so a thread that holds one takes no second of the same instance.
 */
public final class StripedLocks {

  private static final int LOCKS = 256;

  private final List<Object> locks = Stream.generate(Object::new).limit(LOCKS).toList();

  /** The object to synchronize on for that key. */
  public Object of(Object key) {
    return locks.get(Math.floorMod(key.hashCode(), LOCKS));
  }
}
