package chat.suda.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;

/** The logins that hold, looked at through a cache of seconds. */
@ApplicationScoped
public class Logins {

  /** The end of one on another node is seen after this at the latest. */
  private static final Duration AGE = Duration.ofSeconds(3);

  private static final int MAX = 20_000;

  private final TtlCache<Login> recent = new TtlCache<>(AGE, MAX);

  @Inject LoginStore store;

  Optional<Login> find(String id) {
    return recent.get(id, store::find);
  }

  void forget(String id) {
    recent.forget(id);
  }

  void forgetAll() {
    recent.forgetAll();
  }
}
