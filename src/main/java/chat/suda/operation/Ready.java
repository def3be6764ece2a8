package chat.suda.operation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Up from the deployment until the application begins to end and sends its clients away. */
@Readiness
@ApplicationScoped
public class Ready implements HealthCheck {

  private volatile boolean serving;

  void deployed(@Observes @Initialized(ApplicationScoped.class) Object event) {
    serving = true;
  }

  void drain() {
    serving = false;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("suda").status(serving).build();
  }
}
