package chat.suda.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Metrics of all connections of this node. Thread-safe. */
public final class StreamMeters {

  private static final Duration[] RELAY_BUCKETS = {
    Duration.ofNanos(500_000),
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(200),
    Duration.ofMillis(500),
    Duration.ofSeconds(1)
  };

  private final Counter events;
  private final Counter bytes;
  private final Counter resumes;
  private final Counter resets;
  private final Counter evictions;
  private final Timer relayDelay;

  public StreamMeters(MeterRegistry registry) {
    events = counter("suda.events.sent", "Events sent, a merged one as one", registry);
    bytes = counter("suda.bytes.sent", "Bytes of event streams that the server took", registry);
    resumes = counter("suda.resumes", "Connections that went on from their cursor", registry);
    resets = counter("suda.resets", "Connections whose cursor was not known any more", registry);
    evictions =
        counter("suda.evictions", "Clients given up: stuck, or fallen behind the log", registry);
    relayDelay =
        Timer.builder("suda.relay.delay")
            .description("From an event's append until the server took it, the oldest of a write")
            .serviceLevelObjectives(RELAY_BUCKETS)
            .register(registry);
  }

  private static Counter counter(String name, String description, MeterRegistry registry) {
    return Counter.builder(name).description(description).register(registry);
  }

  void reconnected(boolean cursorKnown) {
    (cursorKnown ? resumes : resets).increment();
  }

  /** The server has accepted these frames. */
  void sent(List<Frame> frames) {
    int withData = 0;
    long size = 0;
    for (Frame frame : frames) {
      withData += frame.isEvent() ? 1 : 0;
      size += frame.size();
    }
    bytes.increment(size);
    if (withData > 0) {
      events.increment(withData);
    }
  }

  void relayed(long nanos) {
    relayDelay.record(nanos, TimeUnit.NANOSECONDS);
  }

  void evicted() {
    evictions.increment();
  }
}
