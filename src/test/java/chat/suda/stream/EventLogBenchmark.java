package chat.suda.stream;

import chat.suda.stream.ChatEvent.Text;
import chat.suda.stream.EventLog.Bounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The cost of an event in a full log: to append it, and to read it as a delivery does. */
@State(Scope.Thread)
public class EventLogBenchmark {

  private static final int LAG = 256;

  private MemoryLog log;
  private int offset;
  private String id;
  private String json;

  /** The default bounds. */
  @Setup
  public void fill() {
    log = new MemoryLog(new Bounds(10_000, 4 << 20, Duration.ofHours(1)));
    for (int i = 0; i < 10_000; i++) {
      append();
    }
    id = log.id(log.head());
    json = text().json();
  }

  @Benchmark
  public void append() {
    log.append(text());
  }

  @Benchmark
  public List<?> readOneBehind() throws TrimmedException {
    return readFrames(1);
  }

  @Benchmark
  @OperationsPerInvocation(LAG)
  public List<?> read256BehindMerged() throws TrimmedException {
    return readFrames(LAG);
  }

  @Benchmark
  public byte[] encode() {
    return Frame.encode(List.of(Frame.event(id, json)));
  }

  private List<Frame> readFrames(int behind) throws TrimmedException {
    List<Frame> frames = new ArrayList<>();
    TextMerger.frames(log.read(log.head() - behind, LAG), frames);
    return frames;
  }

  private Text text() {
    offset += 6;
    return new Text(
        "6f1c2a8e-6a0b-4d0e-9a51-0f5d5a0c7d11",
        "b7c9e1d4-2f36-4a85-8c1e-3d9a4b6e2f70",
        offset,
        " token",
        "gpt-4o-mini",
        null);
  }
}
