package chat.suda.generation;

import chat.suda.config.Settings;
import chat.suda.provider.Provider;
import chat.suda.provider.demo.EmbeddedModel;
import chat.suda.provider.openai.Models;
import chat.suda.provider.openai.OpenAiProvider;
import chat.suda.provider.openai.OpenAiSettings;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.function.Supplier;

/** The model server that the configuration names, or the embedded demo model. */
@ApplicationScoped
@ManagedExecutorDefinition(name = Upstream.EXECUTOR, maxAsync = 8)
@ManagedScheduledExecutorDefinition(name = Upstream.TIMER, maxAsync = 2)
public class Upstream {

  static final String EXECUTOR = "java:app/concurrent/suda-upstream";
  static final String TIMER = "java:app/concurrent/suda-timer";

  @Inject Settings settings;
  @Inject EmbeddedModel embeddedModel;

  @Resource(lookup = EXECUTOR)
  ManagedExecutorService executor;

  @Resource(lookup = TIMER)
  ManagedScheduledExecutorService timer;

  private OpenAiProvider provider;
  private Models models;

  @PostConstruct
  void prepare() {
    Settings.Upstream upstream = settings.upstream();
    Supplier<URI> baseUrl = () -> upstream.baseUrl().orElseGet(embeddedModel::baseUrl);
    OpenAiSettings openAi =
        new OpenAiSettings(
            baseUrl,
            upstream.apiKey().orElse(null),
            upstream.firstTokenTimeout(),
            upstream.idleTimeout());
    provider = new OpenAiProvider(openAi, executor, timer);
    models = new Models(openAi);
  }

  @Produces
  @ApplicationScoped
  Provider provider() {
    return provider;
  }

  @Produces
  Models models() {
    return models;
  }

  @PreDestroy
  void close() {
    provider.close();
  }
}
