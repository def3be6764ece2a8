package chat.suda.tool;

import chat.suda.config.OutgoingHttp;
import chat.suda.config.ToolSettings;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** One MCP server: lists its tools and calls them. */
final class McpServer {

  /** Time-out for one page of a list. */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Maximum number of concurrent calls; more are queued. */
  private static final int MAX_CALLS = 16;

  private static final int MAX_PAGES = 50;
  private static final int MAX_TOOLS = 128;

  private final ToolSettings.Server settings;
  private final McpSession session;
  private final KnownTools known;
  private final RequestTurns turns;

  McpServer(ToolSettings.Server settings, OutgoingHttp outgoing, Executor executor) {
    this.settings = settings;
    this.known = new KnownTools(settings.name(), this::list);
    this.turns = new RequestTurns(MAX_CALLS, executor);
    this.session =
        new McpSession(new McpHttp(settings, outgoing, executor), executor, known::outdate);
  }

  boolean mayUse(ToolCaller caller) {
    return settings.roles().isEmpty()
        || settings.roles().stream().anyMatch(caller.roles()::contains);
  }

  /** The server's tools. Never fails. */
  CompletionStage<List<OfferedTool>> tools() {
    return known.get();
  }

  private CompletableFuture<List<OfferedTool>> list() {
    return session
        .connected()
        .thenCompose(connected -> page(null, new ArrayList<>(), MAX_PAGES))
        .thenApply(this::offered);
  }

  private CompletableFuture<List<JsonObject>> page(
      String cursor, List<JsonObject> before, int pages) {
    JsonObjectBuilder params = Json.PROVIDER.createObjectBuilder();
    if (cursor != null) {
      params.add("cursor", cursor);
    }
    return session
        .request("tools/list", params.build())
        .orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .thenCompose(
            result -> {
              if (result.get("tools") instanceof JsonArray tools) {
                for (JsonValue tool : tools) {
                  if (tool instanceof JsonObject object && Json.text(object, "name") != null) {
                    before.add(object);
                  }
                }
              }
              String next = Json.text(result, "nextCursor");
              return next == null || pages == 1 || before.size() >= MAX_TOOLS
                  ? CompletableFuture.completedFuture(before)
                  : page(next, before, pages - 1);
            });
  }

  private List<OfferedTool> offered(List<JsonObject> tools) {
    McpToolNames names = new McpToolNames(settings.name());
    return tools.stream()
        .filter(this::mayBeOffered)
        .limit(MAX_TOOLS)
        .map(tool -> offered(tool, names))
        .toList();
  }

  /** Excludes tools that can only be run as tasks; task results are not polled. */
  private boolean mayBeOffered(JsonObject tool) {
    boolean task =
        tool.get("execution") instanceof JsonObject execution
            && "required".equals(Json.text(execution, "taskSupport"));
    return !task
        && (settings.tools().isEmpty() || settings.tools().contains(tool.getString("name")));
  }

  private OfferedTool offered(JsonObject tool, McpToolNames names) {
    String name = tool.getString("name");
    return new OfferedTool(
        names.of(name),
        tool.getString("description", tool.getString("title", "")),
        Json.schema(tool.get("inputSchema")),
        settings.approve(),
        (arguments, caller) -> call(name, arguments));
  }

  private CompletableFuture<ToolResult> call(String name, JsonObject arguments) {
    JsonObject params =
        Json.PROVIDER.createObjectBuilder().add("name", name).add("arguments", arguments).build();
    CompletableFuture<JsonObject> asked = turns.run(() -> session.request("tools/call", params));
    CompletableFuture<ToolResult> result = new CompletableFuture<>();
    asked.whenComplete(
        (answer, problem) -> {
          if (problem != null) {
            result.completeExceptionally(problem);
          } else {
            try {
              result.complete(McpContent.result(answer));
            } catch (RuntimeException e) {
              result.completeExceptionally(
                  new ToolFailedException("The tool server's answer could not be understood", e));
            }
          }
        });
    result.whenComplete(
        (done, problem) -> {
          if (result.isCancelled()) {
            asked.cancel(true);
          }
        });
    return result;
  }

  /** Ends the session; completes when the server has responded, exceptionally if it cannot. */
  CompletableFuture<?> close() {
    return session.close();
  }
}
