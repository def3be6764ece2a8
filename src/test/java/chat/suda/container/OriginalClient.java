package chat.suda.container;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.sse.InboundSseEvent;
import jakarta.ws.rs.sse.SseEventSource;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

/**
 * A client with the knowledge of the original: unnamed events of the types text, done and error,
 * without ids and offsets. It ignores everything else.
 */
final class OriginalClient implements AutoCloseable {

  /** The original's {@code StreamingChunk}; JSON-B passes over members that it does not have. */
  public static final class StreamingChunk {
    public String type;
    public String content;
    public String error;
  }

  private final Jsonb jsonb = JsonbBuilder.create();
  private final Client client = ClientBuilder.newClient();
  private final StringBuilder text = new StringBuilder();
  private final CompletableFuture<Void> connected = new CompletableFuture<>();
  private final CompletableFuture<String> answer = new CompletableFuture<>();
  private final SseEventSource source;

  OriginalClient(URI stream) {
    source = SseEventSource.target(client.target(stream)).build();
    source.register(this::onMessage, answer::completeExceptionally);
    source.open();
  }

  /** Completes with the first event: the stream is open. */
  CompletableFuture<Void> connected() {
    return connected;
  }

  /** The whole answer, once it is done. */
  CompletableFuture<String> answer() {
    return answer;
  }

  @Override
  public void close() {
    source.close();
    client.close();
  }

  private void onMessage(InboundSseEvent event) {
    connected.complete(null);
    String data = event.readData();
    if (data == null || data.isBlank()) {
      return;
    }
    StreamingChunk chunk = jsonb.fromJson(data, StreamingChunk.class);
    switch (chunk.type) {
      case "text" -> text.append(chunk.content);
      case "done" -> answer.complete(text.toString());
      case "error" -> answer.completeExceptionally(new IllegalStateException(chunk.error));
      default -> {}
    }
  }
}
