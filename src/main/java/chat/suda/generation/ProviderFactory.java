package chat.suda.generation;

import chat.suda.config.OutgoingHttp;
import chat.suda.config.Settings;
import chat.suda.provider.Provider;
import chat.suda.provider.demo.EmbeddedModel;
import chat.suda.provider.openai.CompletionsClient;
import chat.suda.provider.openai.Continuation;
import chat.suda.provider.openai.ModelsClient;
import chat.suda.provider.openai.OpenAiProvider;
import chat.suda.provider.openai.OpenAiSettings;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.concurrent.ManagedThreadFactoryDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The model server that the configuration names, or the embedded demo model. */
@ApplicationScoped
@ManagedThreadFactoryDefinition(name = ProviderFactory.THREADS)
public class ProviderFactory {

  static final String THREADS = "java:app/concurrent/suda-upstream";

  @Inject Settings settings;
  @Inject EmbeddedModel embeddedModel;

  /**
   * Not a managed executor: Payara's looks up services on the class path for every task, which was
   * a quarter of all CPU at a light load.
   */
  @Resource(lookup = THREADS)
  ManagedThreadFactory threads;

  private ExecutorService executor;
  private ScheduledExecutorService timer;

  /** Threads for what may block for a moment, such as to look up a host; reading takes none. */
  private static final int BLOCKING = 4;

  private OpenAiProvider provider;
  private ModelsClient models;
  private CompletionsClient completions;

  @PostConstruct
  void prepare() {
    Settings.Upstream upstream = settings.upstream();
    Supplier<URI> baseUrl = () -> upstream.baseUrl().orElseGet(embeddedModel::baseUrl);
    OpenAiSettings openAi =
        new OpenAiSettings(
            baseUrl,
            upstream.apiKey().orElse(null),
            upstream.firstTokenTimeout(),
            upstream.idleTimeout(),
            Continuation.valueOf(upstream.continuation().toUpperCase(Locale.ROOT)),
            upstream.demo() ? OpenAiSettings.Transport.DIRECT : transport());
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            BLOCKING, BLOCKING, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    // Now, since Payara gives a thread the context of whoever makes it.
    pool.prestartAllCoreThreads();
    executor = pool;
    timer = timer();
    provider = new OpenAiProvider(openAi, executor, timer);
    models = provider.models();
    completions = provider.completions();
  }

  private OpenAiSettings.Transport transport() {
    OutgoingHttp outgoing = settings.outgoingHttp();
    return new OpenAiSettings.Transport(outgoing.proxies(), outgoing.tls().orElse(null), Map.of());
  }

  @Produces
  @ApplicationScoped
  Provider provider() {
    return provider;
  }

  @Produces
  ModelsClient models() {
    return models;
  }

  @Produces
  CompletionsClient completions() {
    return completions;
  }

  /** For what may block for a moment at the beginning and the end of an answer. */
  Executor executor() {
    return executor;
  }

  private ScheduledExecutorService timer() {
    ScheduledThreadPoolExecutor one = new ScheduledThreadPoolExecutor(1, threads);
    // A time-out that did not come to pass must not keep its answer in memory.
    one.setRemoveOnCancelPolicy(true);
    return one;
  }

  @PreDestroy
  void close() {
    provider.close();
    executor.shutdown();
    timer.shutdownNow();
  }
}
