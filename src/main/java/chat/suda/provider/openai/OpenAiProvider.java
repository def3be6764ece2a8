package chat.suda.provider.openai;

import chat.suda.provider.Exchange;
import chat.suda.provider.Prompt;
import chat.suda.provider.Provider;
import chat.suda.provider.ShortAnswer;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * A model behind an OpenAI-compatible server: chat completions, streamed over HTTP/1.1.
 *
 * <p>No thread waits for an answer. An attempt that fails before the first text, for a transient
 * reason, is repeated, up to three attempts in all.
 */
public final class OpenAiProvider implements Provider, AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final OpenAiSettings settings;
  private final Executor starts;
  private final Executor executor;
  private final ScheduledExecutorService timer;
  private final HttpClient client;
  private final LearntAdaptations learnt = new LearntAdaptations();
  private final Set<OpenAiExchange> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * @param starts runs one task per request, which may block on a host lookup; closed by the caller
   * @param executor for non-blocking work, such as the end of a response; closed by the caller
   * @param timer for time-outs, which also call listeners; closed by the caller
   */
  public OpenAiProvider(
      OpenAiSettings settings, Executor starts, Executor executor, ScheduledExecutorService timer) {
    this.starts = Objects.requireNonNull(starts, "starts");
    this.settings = Objects.requireNonNull(settings, "settings");
    this.executor = Objects.requireNonNull(executor, "executor");
    this.timer = Objects.requireNonNull(timer, "timer");
    this.client = client(settings.transport());
  }

  private static HttpClient client(OpenAiSettings.Transport transport) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER) // a key must not be sent to another host
            .connectTimeout(CONNECT_TIMEOUT)
            // Reading and the listeners do not block, so no second thread is needed.
            .executor(Runnable::run);
    if (transport.proxies() != null) {
      builder.proxy(transport.proxies());
    }
    if (transport.tls() != null) {
      builder.sslContext(transport.tls());
    }
    return builder.build();
  }

  /**
   * {@inheritDoc}
   *
   * @throws java.util.concurrent.RejectedExecutionException if the executor takes nothing more
   * @throws IllegalStateException after {@link #close}
   */
  @Override
  public Exchange ask(Prompt prompt, Listener listener) {
    OpenAiExchange exchange =
        new OpenAiExchange(settings, client, starts, executor, timer, prompt, learnt, listener);
    open.add(exchange);
    exchange.ended().thenRun(() -> open.remove(exchange));
    if (closed) { // checked after the exchange is visible; close() does the reverse
      exchange.cancel();
      throw new IllegalStateException("closed");
    }
    try {
      exchange.begin();
    } catch (RuntimeException e) {
      exchange.cancel();
      throw e;
    }
    return exchange;
  }

  /** The models that the same server offers. */
  public ModelsClient models() {
    return new ModelsClient(settings);
  }

  @Override
  public ShortAnswer complete(Prompt prompt) {
    return new CompletionsClient(settings, learnt).complete(prompt);
  }

  @Override
  public boolean continues(String model) {
    return settings.continuation() != Continuation.NONE;
  }

  /** Cancels all running answers. */
  @Override
  public void close() {
    closed = true;
    open.forEach(OpenAiExchange::cancel);
  }
}
