package chat.suda.operation;

import chat.suda.database.Migrations;
import chat.suda.generation.Leases;
import chat.suda.limits.Admission;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Up from the deployment until the shutdown begins, while the database and Redis respond. */
@Readiness
@ApplicationScoped
public class ReadinessCheck implements HealthCheck {

  @Inject Admission admission;
  @Inject Leases leases;
  @Inject Migrations database;

  @Override
  public HealthCheckResponse call() {
    boolean serving = !admission.isClosed();
    boolean shared = leases.available();
    boolean stored = database.answers();
    return HealthCheckResponse.named("suda")
        .status(serving && shared && stored)
        .withData("serving", serving)
        .withData("database", stored)
        .withData("redis", shared)
        .build();
  }
}
