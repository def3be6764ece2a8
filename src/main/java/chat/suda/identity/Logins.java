package chat.suda.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;

/** The valid logins, with a cache of a few seconds. */
@ApplicationScoped
public class Logins {

  /** Maximum delay until the end of a login on another node is noticed. */
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
