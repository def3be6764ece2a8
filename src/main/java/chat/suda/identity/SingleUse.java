package chat.suda.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;

/** Consumes values that may be used once, on all nodes. */
@ApplicationScoped
public class SingleUse {

  @Inject SingleUseStore store;

  /**
   * Consumes the value.
   *
   * @param kind separates the uses of one value
   * @param until when the value expires by itself
   * @return whether this was the first use
   */
  boolean spend(String kind, String value, Instant until) {
    String id = id(kind, value);
    // First, since some servers log a violated key as an error.
    if (store.spent(id)) {
      return false;
    }
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

  /** Whether it was used and has not expired. */
  boolean spent(String kind, String value) {
    return store.spent(id(kind, value));
  }

  /** Marks the value as used, also if it was before, and sets when that expires. */
  void renew(String kind, String value, Instant until) {
    store.renew(id(kind, value), until);
  }

  /** When the value that was used expires; empty if it was not used. */
  Optional<Instant> expiry(String kind, String value) {
    return store.expiry(id(kind, value));
  }

  private static String id(String kind, String value) {
    return Digests.sha256(kind + '\n' + value);
  }
}
