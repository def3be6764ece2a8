package chat.suda.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class KnownToolsTest {

  private CompletableFuture<List<OfferedTool>> query = new CompletableFuture<>();
  private final KnownTools tools = new KnownTools("a server", () -> query);

  @Test
  void noAnswerWaitsForAServerThatFailedUntilItHasTools() {
    assertFalse(now().isDone(), "the first query is waited for");
    query.completeExceptionally(new IllegalStateException("away"));
    query = new CompletableFuture<>();
    tools.outdate();
    assertEquals(List.of(), now().join());
    assertEquals(List.of(), now().join(), "while it is asked again");
    query.complete(List.of());
    tools.outdate();
    query = new CompletableFuture<>();
    assertFalse(now().isDone(), "it answers again, and is waited for");
  }

  private CompletableFuture<List<OfferedTool>> now() {
    return tools.get().toCompletableFuture();
  }
}
