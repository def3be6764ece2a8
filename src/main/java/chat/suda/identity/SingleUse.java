package chat.suda.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;

/** Spends what is good once, on all nodes. */
@ApplicationScoped
public class SingleUse {

  @Inject SingleUseStore store;

  /**
   * Spends it.
   *
   * @param kind what it is, so that one value may be spent as several
   * @param until when it is no good any more by itself
   * @return whether this was the first time
   */
  boolean spend(String kind, String value, Instant until) {
    String id = id(kind, value);
    try {
      store.spend(id, until);
      return true;
    } catch (RuntimeException e) {
      if (store.spent(id)) {
        return false;
      }
      throw e;
    }
  }

  /** Whether it was spent, and would not be good yet by itself. */
  boolean spent(String kind, String value) {
    return store.spent(id(kind, value));
  }

  private static String id(String kind, String value) {
    return Digests.sha256(kind + '\n' + value);
  }
}
