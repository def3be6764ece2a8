package chat.suda.limits;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Optional;

/**
 * Enforces quotas: tokens are reserved when an answer begins; {@link UsageLedger} replaces the
 * reservation when it has ended.
 */
@ApplicationScoped
public class TokenQuota {

  private Counter refused;

  @Inject UsageStore store;
  @Inject MeterRegistry registry;

  @PostConstruct
  void prepare() {
    refused =
        Counter.builder("suda.quota.refused")
            .description("Questions refused, since their person's quota is used up")
            .register(registry);
  }

  /** Registers the meter at the start. */
  void deployed(@Observes @Initialized(ApplicationScoped.class) Object event) {
    // The container has called prepare() before this.
  }

  /**
   * Reserves one answer if the person has a limit.
   *
   * @param id of the reservation: the answer's message's, or renamed by {@link #begun}
   */
  public void reserve(String id, String person, Allowance allowance) throws QuotaExceededException {
    if (person == null || !allowance.isLimited()) {
      return;
    }
    Optional<QuotaExceededException> exceeded = store.reserve(id, person, allowance);
    if (exceeded.isPresent()) {
      refused.increment();
      throw exceeded.get();
    }
  }

  /** The answer has begun, with that estimated usage in tokens. */
  public void begun(
      String reservation, String messageId, String model, long tokens, Allowance allowance) {
    if (allowance.isLimited()) {
      store.begun(reservation, messageId, model, tokens);
    }
  }

  /** No answer has begun; the reservation is removed. */
  public void cancel(String reservation, Allowance allowance) {
    if (allowance.isLimited()) {
      store.cancel(reservation);
    }
  }
}
