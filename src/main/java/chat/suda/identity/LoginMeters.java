package chat.suda.identity;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Counts logins by outcome. */
@ApplicationScoped
public class LoginMeters {

  @Inject MeterRegistry registry;

  /** Registers the meter at the start. */
  void deployed(@Observes @Initialized(ApplicationScoped.class) Object event) {
    counter("success");
  }

  void attempted(@Observes LoginAttempt attempt) {
    if (attempt.action().equals("login")) {
      counter(attempt.outcome()).increment();
    }
  }

  private Counter counter(String outcome) {
    return Counter.builder("suda.logins")
        .description("Logins, by how they ended")
        .tag("outcome", outcome)
        .register(registry);
  }
}
