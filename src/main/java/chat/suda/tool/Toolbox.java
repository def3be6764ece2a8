package chat.suda.tool;

import chat.suda.config.Settings;
import chat.suda.config.ToolSettings;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.concurrent.ManagedThreadFactoryDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** All tools, by their names for models. */
@ApplicationScoped
@ManagedExecutorDefinition(name = Toolbox.CALLS, maxAsync = 64)
@ManagedThreadFactoryDefinition(name = Toolbox.THREADS)
public class Toolbox {

  static final String CALLS = "java:app/concurrent/suda-tools";
  static final String THREADS = "java:app/concurrent/suda-tool-servers";

  private static final System.Logger LOG = System.getLogger(Toolbox.class.getName());
  private static final int READERS = 2;

  /** Time for the session-end requests at shutdown. */
  private static final Duration SESSION_END_TIMEOUT = Duration.ofSeconds(1);

  private final List<McpServer> servers = new ArrayList<>();
  private Map<String, OfferedTool> beans = Map.of();
  private OfferedTool demo;
  private ExecutorService readers;

  @Inject Settings settings;
  @Inject BeanTools beanTools;

  @Inject @Any Instance<Tool> found;

  @Resource(lookup = CALLS)
  ManagedExecutorService calls;

  @Resource(lookup = THREADS)
  ManagedThreadFactory threads;

  @PostConstruct
  void prepare() {
    demo = offered(new ServerFigures());
    Map<String, OfferedTool> named = new LinkedHashMap<>();
    for (Tool bean : found) {
      add(bean, named);
    }
    beans = Collections.unmodifiableMap(named);
    List<ToolSettings.Server> configured = settings.tools().servers();
    if (!configured.isEmpty()) {
      ThreadPoolExecutor pool =
          new ThreadPoolExecutor(
              READERS,
              READERS,
              0,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(),
              threads,
              // Tasks after the shutdown are discarded.
              new ThreadPoolExecutor.DiscardPolicy());
      // In advance, since Payara gives a thread the context of the thread that creates it.
      pool.prestartAllCoreThreads();
      readers = pool;
      for (ToolSettings.Server server : configured) {
        servers.add(new McpServer(server, settings.outgoingHttp(), readers));
      }
    }
  }

  /** Starts to load the tool lists, so that the first answer does not wait for them. */
  public void open() {
    servers.forEach(McpServer::tools);
  }

  private void add(Tool bean, Map<String, OfferedTool> to) {
    try {
      OfferedTool tool = offered(bean);
      if (!tool.name().matches("[A-Za-z0-9_-]{1,64}")) {
        LOG.log(Level.ERROR, "A tool is left out: \"{0}\" is not a name for one", tool.name());
      } else if (to.putIfAbsent(tool.name(), tool) != null) {
        LOG.log(Level.ERROR, "A tool is left out: there are two of the name {0}", tool.name());
      }
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "A tool is left out: it does not say what it is", e);
    }
  }

  private OfferedTool offered(Tool bean) {
    String description = bean.description();
    return new OfferedTool(
        bean.name(),
        description == null ? "" : description,
        Json.schema(Json.object(bean.schema())),
        !bean.readOnly(),
        (arguments, caller) -> call(bean, arguments, caller));
  }

  private CompletableFuture<ToolResult> call(Tool bean, JsonObject arguments, ToolCaller caller) {
    CompletableFuture<ToolResult> result = new CompletableFuture<>();
    try {
      Future<?> task =
          calls.submit(
              () -> {
                try {
                  result.complete(beanTools.call(bean, arguments, caller));
                } catch (Exception | LinkageError | StackOverflowError e) {
                  LOG.log(Level.DEBUG, "A tool has failed", e);
                  result.completeExceptionally(failure(e));
                }
              });
      result.whenComplete(
          (done, problem) -> {
            if (result.isCancelled()) {
              task.cancel(true);
            }
          });
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(new ToolFailedException("The server is busy", e));
    }
    return result;
  }

  private static ToolFailedException failure(Throwable cause) {
    String message = cause.getMessage();
    return new ToolFailedException(
        message == null || message.isBlank() ? cause.getClass().getSimpleName() : message, cause);
  }

  /** The message for a call that completed exceptionally. */
  public static String message(Throwable problem) {
    Throwable cause =
        problem instanceof CompletionException && problem.getCause() != null
            ? problem.getCause()
            : problem;
    if (cause instanceof ToolFailedException known) {
      return known.getMessage();
    }
    return cause instanceof TimeoutException
        ? "The tool did not answer in time"
        : "The tool could not be called";
  }

  /** Whether there are no tools at all. */
  public boolean isEmpty(boolean demoModel) {
    return beans.isEmpty() && servers.isEmpty() && !demoModel;
  }

  /**
   * The tools for a caller's answers, by their names for the model.
   *
   * @param demoModel whether the embedded demo model answers, which has a tool of its own
   * @return completes soon: servers whose list is not available are left out
   */
  public CompletionStage<Map<String, OfferedTool>> offered(ToolCaller caller, boolean demoModel) {
    Map<String, OfferedTool> all = new LinkedHashMap<>(beans);
    if (demoModel) {
      all.putIfAbsent(demo.name(), demo);
    }
    CompletionStage<Map<String, OfferedTool>> offered = CompletableFuture.completedStage(all);
    for (McpServer server : servers) {
      if (server.mayUse(caller)) {
        offered =
            offered.thenCombine(
                server.tools(),
                (before, more) -> {
                  more.forEach(
                      tool ->
                          McpToolNames.unique(
                              tool.name(),
                              name -> before.putIfAbsent(name, tool.named(name)) == null));
                  return before;
                });
      }
    }
    return offered;
  }

  @PreDestroy
  void close() {
    CompletableFuture<?>[] ends =
        servers.stream().map(McpServer::close).toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(ends)
        .orTimeout(SESSION_END_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(unheard -> null)
        .join();
    if (readers != null) {
      readers.shutdownNow();
    }
  }
}
