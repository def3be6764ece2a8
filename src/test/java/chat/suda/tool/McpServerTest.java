package chat.suda.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.Eventually;
import chat.suda.config.OutgoingHttp;
import chat.suda.config.ToolSettings;
import chat.suda.upstream.FakeMcpServer;
import java.net.ProxySelector;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tools of a server over real sockets. */
class McpServerTest {

  private static final ToolCaller CALLER = new ToolCaller("me", null, null, Set.of("staff"));

  private final FakeMcpServer fake = FakeMcpServer.start(0);
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final McpServer server = server(fake.url(), Set.of(), Set.of());

  private McpServer server(URI url, Set<String> tools, Set<String> roles) {
    return new McpServer(
        new ToolSettings.Server("fake", url, Optional.of(FakeMcpServer.TOKEN), tools, true, roles),
        new OutgoingHttp(ProxySelector.of(null), Optional.empty()),
        threads);
  }

  @AfterEach
  void close() {
    server.close();
    fake.close();
    threads.shutdownNow();
  }

  @Test
  void listsItsToolsUnderTheNameOfTheServer() throws Exception {
    List<OfferedTool> tools = tools(server);
    assertTrue(tools.stream().anyMatch(tool -> tool.name().equals("fake_echo")));
    assertTrue(tools.stream().allMatch(OfferedTool::approval));
    // An invalid schema is replaced by a valid one.
    OfferedTool liar = tool("fail");
    assertEquals("{\"type\":\"object\",\"properties\":{}}", liar.schema());
  }

  @Test
  void aNameThatAnotherServersToolHasGetsANumber() {
    Set<String> taken = new HashSet<>(Set.of("a_b_c"));
    assertEquals("a_b_c_2", McpToolNames.unique("a_b_c", taken::add));
    assertEquals("a_b_c_3", McpToolNames.unique("a_b_c", taken::add));
  }

  @Test
  void offersWhatItIsToldToAndWhomItIsToldTo() throws Exception {
    List<OfferedTool> tools = tools(server(fake.url(), Set.of("echo"), Set.of()));
    assertEquals(List.of("fake_echo"), tools.stream().map(OfferedTool::name).toList());
    assertTrue(server(fake.url(), Set.of(), Set.of("staff")).mayUse(CALLER));
    assertTrue(!server(fake.url(), Set.of(), Set.of("other")).mayUse(CALLER));
  }

  @Test
  void aServerThatIsDownHasNoTools() throws Exception {
    assertEquals(
        List.of(), tools(server(URI.create("http://127.0.0.1:1/mcp"), Set.of(), Set.of())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "echo|true|안녕",
        "stream|true|안녕",
        "picture|true|[image image/png, 3 bytes]",
        "fail|false|it is broken",
      })
  void tellsWhatItSaid(String name, boolean well, String text) throws Exception {
    ToolResult result = call(name).get(10, TimeUnit.SECONDS);
    assertEquals(text, result.text());
    assertEquals(well, !result.failed());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "error|no such thing",
        "huge|The tool server's answer is too large",
        "endless|The tool server's answer is too large",
        "page|The tool server answered with something that is not JSON",
      })
  void saysWhyItFailed(String name, String words) {
    CompletionException failure =
        assertThrows(
            CompletionException.class, () -> call(name).orTimeout(30, TimeUnit.SECONDS).join());
    assertEquals(words, Toolbox.message(failure));
  }

  @Test
  void aCancelledCallIsCancelledThere() throws Exception {
    CompletableFuture<ToolResult> call = call("slow");
    Eventually.holds(10, () -> fake.messages("tools/call").size() == 1);
    call.cancel(true);
    Eventually.holds(10, () -> fake.messages("notifications/cancelled").size() == 1);
    assertEquals(
        fake.messages("tools/call").get(0).get("id"),
        fake.messages("notifications/cancelled").get(0).getJsonObject("params").get("requestId"));
  }

  /** The protocol says 404; the reference servers say 400. */
  @ParameterizedTest
  @ValueSource(ints = {404, 400})
  void aSessionThatTheServerForgotIsBegunAnew(int status) throws Exception {
    fake.offerNoStreams(405);
    OfferedTool echo = tool("echo");
    fake.forgetSession(status);
    assertEquals("안녕", call(echo).get(10, TimeUnit.SECONDS).text());
    assertEquals(2, fake.messages("initialize").size());
    assertEquals("안녕", call(echo).get(10, TimeUnit.SECONDS).text());
    assertEquals(2, fake.messages("initialize").size());
  }

  @ParameterizedTest
  @ValueSource(ints = {405, 404, 400, 500})
  void aServerThatSaysNothingByItselfIsAServerAllTheSame(int status) throws Exception {
    fake.offerNoStreams(status);
    assertEquals("안녕", call("echo").get(10, TimeUnit.SECONDS).text());
    assertEquals(1, fake.messages("initialize").size());
  }

  @Test
  void aServerSaysThatItsToolsAreOthers() throws Exception {
    listening();
    fake.addTool("more");
    Eventually.holds(10, () -> names().contains("fake_more"));
  }

  @Test
  void whatWasSaidWhileTheStreamWasBrokenIsNotMissed() throws Exception {
    listening();
    fake.closeStreams();
    fake.addTool("more");
    Eventually.holds(20, () -> names().contains("fake_more"));
    assertEquals(1, fake.messages("initialize").size());
  }

  /** As after a restart with other tools: detected without a call. */
  @ParameterizedTest
  @ValueSource(ints = {404, 400})
  void aSessionThatIsLostWhileNobodyCallsIsNoticed(int status) throws Exception {
    listening();
    fake.forgetSession(status);
    fake.addTool("more");
    Eventually.holds(20, () -> names().contains("fake_more"));
    assertEquals(2, fake.messages("initialize").size());
  }

  @Test
  void theServerLearnsThatTheSessionEnds() throws Exception {
    listening();
    server.close().get(10, TimeUnit.SECONDS);
    assertEquals(List.of("session-0"), fake.ended());
  }

  @Test
  void whatAnswersAsATaskIsNotOffered() throws Exception {
    assertTrue(!names().contains("fake_later"));
  }

  /** Neither of the two threads is blocked. */
  @Test
  void manyCallsThatWaitKeepNobodyFromItsList() throws Exception {
    listening();
    OfferedTool slow = tool("slow");
    for (int i = 0; i < 100; i++) {
      call(slow);
    }
    Eventually.holds(10, () -> fake.messages("tools/call").size() == 16);
    fake.addTool("more");
    Eventually.holds(10, () -> names().contains("fake_more"));
  }

  private void listening() throws Exception {
    tools(server);
    Eventually.holds(10, () -> fake.listeners() == 1);
  }

  private List<String> names() {
    return server.tools().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join().stream()
        .map(OfferedTool::name)
        .toList();
  }

  @Test
  void askedMoreThanItTakesAtOnceItIsAskedInTurn() throws Exception {
    List<CompletableFuture<ToolResult>> calls = new java.util.ArrayList<>();
    for (int i = 0; i < 100; i++) {
      calls.add(call("echo"));
    }
    for (CompletableFuture<ToolResult> call : calls) {
      assertEquals("안녕", call.get(10, TimeUnit.SECONDS).text());
    }
  }

  private CompletableFuture<ToolResult> call(String name) throws Exception {
    return call(tool(name));
  }

  private static CompletableFuture<ToolResult> call(OfferedTool tool) {
    return tool.call(Json.object("{\"text\":\"안녕\"}"), CALLER);
  }

  private OfferedTool tool(String name) throws Exception {
    return tools(server).stream()
        .filter(tool -> tool.name().equals("fake_" + name))
        .findFirst()
        .orElseThrow();
  }

  private static List<OfferedTool> tools(McpServer server) throws Exception {
    return server.tools().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
