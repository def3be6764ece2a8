package chat.suda.operation;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The application's only meter registry: Suda's own, so that it is the same on every server. */
@ApplicationScoped
public class MeterRegistryProducer {

  /** A singleton: the class lacks the constructor that a client proxy needs. */
  @Produces
  @Singleton
  PrometheusMeterRegistry registry() {
    return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  }

  void close(@Disposes PrometheusMeterRegistry registry) {
    registry.close();
  }
}
