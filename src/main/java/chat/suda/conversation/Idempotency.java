package chat.suda.conversation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** The idempotency keys of the last 24 hours. */
@ApplicationScoped
@Transactional
public class Idempotency {

  /** Forgets those that are older, and returns how many. */
  public int forgetOld() {
    throw new UnsupportedOperationException();
  }
}
