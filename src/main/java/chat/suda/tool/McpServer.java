package chat.suda.tool;

import chat.suda.config.OutgoingHttp;
import chat.suda.config.ToolSettings;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The tools of one MCP server: listed now and then, called by name. */
final class McpServer {

  private static final System.Logger LOG = System.getLogger(McpServer.class.getName());

  /** An answer waits so long for a list that nobody has yet. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** A list is asked for again after so long, in the background. */
  private static final Duration FRESH = Duration.ofMinutes(5);

  /** A server that did not answer is left alone for so long. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private static final int MOST_PAGES = 50;
  private static final int MOST_TOOLS = 128;
  private static final int MOST_NAME = 64;

  private final ToolSettings.Server settings;
  private final McpSession session;
  private List<OfferedTool> known;
  private CompletableFuture<List<OfferedTool>> listing;
  private long askAgainAt = System.nanoTime();
  private boolean failing;

  McpServer(ToolSettings.Server settings, OutgoingHttp outgoing, Executor executor) {
    this.settings = settings;
    this.session = new McpSession(settings, outgoing, executor, this::changed);
  }

  boolean mayUse(ToolCaller caller) {
    return settings.roles().isEmpty()
        || settings.roles().stream().anyMatch(caller.roles()::contains);
  }

  /** Its tools, as far as it says; asks it where that is not known, or old. Never fails. */
  synchronized CompletionStage<List<OfferedTool>> tools() {
    if (listing == null && System.nanoTime() - askAgainAt >= 0) {
      list();
    }
    if (known != null || listing == null) {
      return CompletableFuture.completedStage(known == null ? List.of() : known);
    }
    return listing;
  }

  private void list() {
    CompletableFuture<List<OfferedTool>> attempt = new CompletableFuture<>();
    listing = attempt;
    session
        .connected()
        .thenCompose(connected -> page(null, new ArrayList<>(), MOST_PAGES))
        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete(
            (tools, problem) -> {
              listed(attempt, problem == null ? offered(tools) : null, problem);
            });
  }

  private void listed(
      CompletableFuture<List<OfferedTool>> attempt, List<OfferedTool> tools, Throwable problem) {
    synchronized (this) {
      if (listing == attempt) {
        listing = null;
        askAgainAt = System.nanoTime() + (tools == null ? PAUSE : FRESH).toNanos();
      }
      if (tools != null) {
        known = tools;
      }
      if (problem != null && !failing) {
        LOG.log(
            Level.WARNING,
            "The tools of {0} cannot be had: {1}",
            settings.name(),
            Toolbox.message(problem));
      }
      failing = problem != null;
    }
    attempt.complete(tools == null ? List.of() : tools);
  }

  /** It says that its tools are others now. */
  private synchronized void changed() {
    known = null;
    listing = null;
    list();
  }

  private CompletableFuture<List<JsonObject>> page(
      String cursor, List<JsonObject> before, int pages) {
    JsonObjectBuilder params = Json.PROVIDER.createObjectBuilder();
    if (cursor != null) {
      params.add("cursor", cursor);
    }
    return session
        .request("tools/list", params.build())
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
              return next == null || pages == 1 || before.size() >= MOST_TOOLS
                  ? CompletableFuture.completedFuture(before)
                  : page(next, before, pages - 1);
            });
  }

  private List<OfferedTool> offered(List<JsonObject> tools) {
    Set<String> names = new HashSet<>();
    List<OfferedTool> offered = new ArrayList<>();
    for (JsonObject tool : tools) {
      String name = tool.getString("name");
      if ((settings.tools().isEmpty() || settings.tools().contains(name))
          && offered.size() < MOST_TOOLS) {
        offered.add(
            new OfferedTool(
                unique(settings.name() + "_" + name, names),
                tool.getString("description", tool.getString("title", "")),
                Json.schema(tool.get("inputSchema")),
                settings.approve(),
                (arguments, caller) -> call(name, arguments)));
      }
    }
    return List.copyOf(offered);
  }

  private static String unique(String wanted, Set<String> taken) {
    String base = wanted.replaceAll("[^A-Za-z0-9_-]", "_");
    base = base.substring(0, Math.min(MOST_NAME, base.length()));
    String name = base;
    for (int i = 2; !taken.add(name); i++) {
      String end = "_" + i;
      name = base.substring(0, Math.min(MOST_NAME - end.length(), base.length())) + end;
    }
    return name;
  }

  private CompletableFuture<ToolResult> call(String name, JsonObject arguments) {
    CompletableFuture<JsonObject> asked =
        session.request(
            "tools/call",
            Json.PROVIDER
                .createObjectBuilder()
                .add("name", name)
                .add("arguments", arguments)
                .build());
    CompletableFuture<ToolResult> result = new CompletableFuture<>();
    asked.whenComplete(
        (answer, problem) -> {
          if (problem != null) {
            result.completeExceptionally(problem);
          } else {
            try {
              result.complete(result(answer));
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

  private static ToolResult result(JsonObject answer) {
    String text =
        answer.get("content") instanceof JsonArray content
            ? content.stream().map(McpServer::text).collect(Collectors.joining("\n"))
            : "";
    if (text.isEmpty() && answer.get("structuredContent") instanceof JsonObject structured) {
      text = structured.toString();
    }
    return new ToolResult(text, answer.getBoolean("isError", false));
  }

  /** What a model that reads text alone can know of one piece of content. */
  private static String text(JsonValue piece) {
    if (!(piece instanceof JsonObject content)) {
      return piece.toString();
    }
    String type = content.getString("type", "");
    return switch (type) {
      case "text" -> content.getString("text", "");
      case "resource" -> resource(content);
      case "resource_link" -> "[" + content.getString("uri", "resource") + "]";
      default ->
          "["
              + (type.isEmpty() ? "content" : type)
              + " "
              + content.getString("mimeType", "")
              + ", "
              + content.getString("data", "").length() * 3L / 4
              + " bytes]";
    };
  }

  private static String resource(JsonObject content) {
    JsonObject resource =
        content.get("resource") instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
    return resource.getString("text", "[" + resource.getString("uri", "resource") + "]");
  }

  void close() {
    session.close();
  }
}
