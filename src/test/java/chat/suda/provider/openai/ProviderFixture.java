package chat.suda.provider.openai;

import chat.suda.provider.Parameters;
import chat.suda.provider.Prompt;
import chat.suda.upstream.FakeUpstream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A provider for a fake upstream, and its dependencies. */
final class ProviderFixture implements AutoCloseable {

  static final Duration LONG = Duration.ofSeconds(20);
  static final Duration SHORT = Duration.ofMillis(700);
  static final String KEY = "sk-test-1234567890";

  final FakeUpstream upstream = FakeUpstream.start();
  final ExecutorService executor = Executors.newCachedThreadPool();
  final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private OpenAiProvider provider = provider(upstream.baseUrl(), LONG, LONG);

  OpenAiProvider provider(URI base, Duration firstToken, Duration idle) {
    return new OpenAiProvider(
        new OpenAiSettings(() -> base, KEY, firstToken, idle), executor, executor, timer);
  }

  /** Likewise for a server that can be asked for the rest of an answer. */
  OpenAiProvider provider(Continuation continuation) {
    return provider(upstream.baseUrl(), continuation, OpenAiSettings.Transport.DIRECT);
  }

  /** For a server that is reached by a proxy on this machine. */
  OpenAiProvider provider(URI base, int proxyPort) {
    ProxySelector proxies =
        ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxyPort));
    return provider(base, Continuation.NONE, new OpenAiSettings.Transport(proxies, null, Map.of()));
  }

  private OpenAiProvider provider(
      URI base, Continuation continuation, OpenAiSettings.Transport transport) {
    return new OpenAiProvider(
        new OpenAiSettings(() -> base, KEY, LONG, LONG, continuation, transport),
        executor,
        executor,
        timer);
  }

  /** From now on, with these time-outs. */
  ProviderFixture patience(Duration firstToken, Duration idle) {
    provider = provider(upstream.baseUrl(), firstToken, idle);
    return this;
  }

  OpenAiProvider provider() {
    return provider;
  }

  static Prompt prompt() {
    return new Prompt(
        "gpt-4o-mini", List.of(new Prompt.Turn(Prompt.Role.USER, "Hi")), Parameters.NONE);
  }

  Recorder ask() {
    Recorder recorder = new Recorder();
    provider.ask(prompt(), recorder);
    return recorder;
  }

  @Override
  public void close() {
    provider.close();
    upstream.close();
    executor.shutdownNow();
    timer.shutdownNow();
  }
}
