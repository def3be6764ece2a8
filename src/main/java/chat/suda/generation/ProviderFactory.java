package chat.suda.generation;

import chat.suda.config.OutgoingHttp;
import chat.suda.config.Settings;
import chat.suda.config.UpstreamSettings;
import chat.suda.provider.Provider;
import chat.suda.provider.ProviderRouter;
import chat.suda.provider.demo.EmbeddedModel;
import chat.suda.provider.openai.Continuation;
import chat.suda.provider.openai.OpenAiProvider;
import chat.suda.provider.openai.OpenAiSettings;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.concurrent.ManagedThreadFactoryDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

/** Creates the provider: the configured model servers, or the embedded demo model. */
@ApplicationScoped
@ManagedExecutorDefinition(name = ProviderFactory.ANSWERS, maxAsync = 4)
@ManagedThreadFactoryDefinition(name = ProviderFactory.THREADS)
public class ProviderFactory {

  /** Starts answers: one task each. */
  static final String ANSWERS = "java:app/concurrent/suda-answers";

  static final String THREADS = "java:app/concurrent/suda-upstream";

  @Inject Settings settings;
  @Inject EmbeddedModel embeddedModel;

  /** Runs work per token: Payara's managed executor costs more than a token does. */
  @Resource(lookup = THREADS)
  ManagedThreadFactory threads;

  @Resource(lookup = ANSWERS)
  ManagedExecutorService answers;

  private ExecutorService executor;
  private ScheduledExecutorService timer;

  /** Threads for short blocking work, such as host lookups; reading uses none of them. */
  private static final int BLOCKING = 4;

  private final Map<UpstreamSettings, OpenAiProvider> providers = new LinkedHashMap<>();
  private Provider router;

  @PostConstruct
  void prepare() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            BLOCKING, BLOCKING, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    // In advance, since Payara gives a thread the context of the thread that creates it.
    pool.prestartAllCoreThreads();
    executor = pool;
    timer = timer();
    Executor starts = new AnswerExecutor(answers);
    List<ProviderRouter.Route> routes = new ArrayList<>();
    for (UpstreamSettings upstream : settings.upstreams()) {
      OpenAiProvider provider = new OpenAiProvider(openAi(upstream), starts, executor, timer);
      providers.put(upstream, provider);
      routes.add(new ProviderRouter.Route(upstream.name().orElse(null), provider));
    }
    router = new ProviderRouter(routes);
  }

  private OpenAiSettings openAi(UpstreamSettings upstream) {
    Supplier<URI> baseUrl = () -> upstream.baseUrl().orElseGet(embeddedModel::baseUrl);
    return new OpenAiSettings(
        baseUrl,
        upstream.apiKey().orElse(null),
        upstream.firstTokenTimeout(),
        upstream.idleTimeout(),
        Continuation.valueOf(upstream.continuation().toUpperCase(Locale.ROOT)),
        upstream.demo() ? OpenAiSettings.Transport.DIRECT : transport(upstream));
  }

  private OpenAiSettings.Transport transport(UpstreamSettings upstream) {
    OutgoingHttp outgoing = settings.outgoingHttp();
    return new OpenAiSettings.Transport(
        outgoing.proxies(), outgoing.tls().orElse(null), upstream.headers());
  }

  @Produces
  @ApplicationScoped
  Provider provider() {
    return router;
  }

  /**
   * Asks a server for its models' ids, as callers know them. Blocks, for 15 seconds at most.
   *
   * @throws java.io.UncheckedIOException if they cannot be loaded
   */
  public List<String> models(UpstreamSettings upstream) {
    return providers.get(upstream).models().list().stream().map(upstream::qualified).toList();
  }

  /** For short blocking work at the beginning and the end of an answer. */
  Executor executor() {
    return executor;
  }

  private ScheduledExecutorService timer() {
    ScheduledThreadPoolExecutor one = new ScheduledThreadPoolExecutor(1, threads);
    // A cancelled time-out must not keep its answer in memory.
    one.setRemoveOnCancelPolicy(true);
    return one;
  }

  @PreDestroy
  void close() {
    providers.values().forEach(OpenAiProvider::close);
    executor.shutdown();
    timer.shutdownNow();
  }
}
