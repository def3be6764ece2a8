package chat.suda.provider.openai;

import chat.suda.upstream.Sse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** What a chunk of the model server costs, from bytes to text, by how many come with one read. */
@State(Scope.Thread)
public class DecodeBenchmark {

  private static final int CHUNKS = 1000;
  private static final int READ_BYTES = 16 * 1024;

  private final Chunks chunks = new Chunks();
  private final EventStreamDecoder decoder =
      new EventStreamDecoder(
          (type, bytes, offset, length) -> ChunkParser.parse(bytes, offset, length, chunks));
  private final byte[] chunk = Sse.content(" token").getBytes(StandardCharsets.UTF_8);
  private final List<List<ByteBuffer>> oneChunkEach = reads(chunk.length);
  private final List<List<ByteBuffer>> large = reads(READ_BYTES);

  @Benchmark
  @OperationsPerInvocation(CHUNKS)
  public void decodeReadsOf16KiB(Blackhole deltas) throws IOException {
    decode(large, deltas);
  }

  @Benchmark
  @OperationsPerInvocation(CHUNKS)
  public void decodeOneChunkARead(Blackhole deltas) throws IOException {
    decode(oneChunkEach, deltas);
  }

  private void decode(List<List<ByteBuffer>> reads, Blackhole deltas) throws IOException {
    for (List<ByteBuffer> read : reads) {
      read.get(0).rewind();
      decoder.decode(read);
      deltas.consume(chunks.take(false));
    }
  }

  private List<List<ByteBuffer>> reads(int bytes) {
    ByteBuffer stream = ByteBuffer.allocate(CHUNKS * chunk.length);
    for (int i = 0; i < CHUNKS; i++) {
      stream.put(chunk);
    }
    List<List<ByteBuffer>> reads = new ArrayList<>();
    for (int from = 0; from < stream.capacity(); from += bytes) {
      reads.add(List.of(stream.slice(from, Math.min(bytes, stream.capacity() - from))));
    }
    return reads;
  }
}
