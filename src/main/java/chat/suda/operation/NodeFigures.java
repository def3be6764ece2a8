package chat.suda.operation;

import chat.suda.cluster.Cluster;
import chat.suda.generation.AnswerRegistry;
import chat.suda.session.Channel;
import chat.suda.session.ChannelRegistry;
import chat.suda.stream.ChatEvent;
import chat.suda.stream.Json;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** The figures of all nodes, sent to administrators every second. */
@ApplicationScoped
public class NodeFigures {

  /** The channel of the figures. */
  public static final Channel.Key CHANNEL = Channel.Key.ofNode("figures");

  private Rate tokens;
  private Rate events;
  private RecentQuantile firstToken;
  private RecentQuantile relay;

  @Inject MeterRegistry registry;
  @Inject ChannelRegistry channelRegistry;
  @Inject AnswerRegistry answers;
  @Inject Cluster cluster;

  @PostConstruct
  void prepare() {
    tokens = new Rate(registry, "suda.tokens.received");
    events = new Rate(registry, "suda.events.sent");
    firstToken = new RecentQuantile(registry, "suda.first.token");
    relay = new RecentQuantile(registry, "suda.relay.delay");
  }

  /** To be called every second. */
  void tick() {
    List<String> nodes = cluster.exchange(json());
    if (channelRegistry.hasListeners(CHANNEL)) {
      channelRegistry.append(CHANNEL, new ChatEvent.Figures(nodes));
    }
  }

  private String json() {
    Runtime runtime = Runtime.getRuntime();
    return Json.object()
        .add("node", cluster.node())
        .add("streams", channelRegistry.connections())
        .add("answers", answers.active())
        .add("tokensPerSecond", tokens.next())
        .add("eventsPerSecond", events.next())
        .add("heapBytes", runtime.totalMemory() - runtime.freeMemory())
        .add("firstTokenP99", firstToken.next(0.99))
        .add("relayP99", relay.next(0.99))
        .add("upstreamErrors", (long) sum(registry, "suda.upstream.errors"))
        .end();
  }

  private static double sum(MeterRegistry registry, String counter) {
    return registry.find(counter).counters().stream().mapToDouble(Counter::count).sum();
  }

  /** The rate of a counter. */
  private static final class Rate {

    private final MeterRegistry registry;
    private final String counter;
    private double last;
    private long lastNanos = System.nanoTime();

    Rate(MeterRegistry registry, String counter) {
      this.registry = registry;
      this.counter = counter;
      this.last = sum(registry, counter);
    }

    /** Per second, since the last call. */
    long next() {
      double now = sum(registry, counter);
      long nanos = System.nanoTime();
      long rate = Math.round((now - last) * 1e9 / Math.max(1, nanos - lastNanos));
      last = now;
      lastNanos = nanos;
      return rate;
    }
  }
}
