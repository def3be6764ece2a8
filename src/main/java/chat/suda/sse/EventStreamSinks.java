package chat.suda.sse;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.concurrent.ManagedThreadFactoryDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Makes the sink of the request under way. Not the server's own, by {@code @Context}: Jersey's
 * blocks a thread on a client that does not read, both queue without bounds.
 */
@ApplicationScoped
@ManagedThreadFactoryDefinition(name = EventStreamSinks.THREADS)
public class EventStreamSinks {

  static final String THREADS = "java:app/concurrent/suda-output";

  private static final int IDLE_SECONDS = 10;

  @Inject HttpServletRequest request;

  @Resource(lookup = THREADS)
  ManagedThreadFactory threads;

  /** A thread for each blocking flush; none on a server whose output does not block. */
  private ExecutorService blockingOutput;

  @PostConstruct
  void start() {
    blockingOutput =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            threads);
  }

  @PreDestroy
  void close() {
    blockingOutput.shutdown();
  }

  /**
   * The response's head is set with this; nothing can be refused any more.
   *
   * @throws IllegalStateException if the request is not suspended
   */
  @Produces
  @Dependent
  SseEventSink sink() {
    AsyncContext async = SuspendedRequestFilter.asyncContext(request);
    async.setTimeout(0);
    HttpServletResponse response = (HttpServletResponse) async.getResponse();
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType("text/event-stream");
    response.setHeader("Cache-Control", "no-cache, no-transform");
    response.setHeader("X-Accel-Buffering", "no");
    try {
      ServerConnection connection = ServerConnection.of(async.getRequest());
      return new EventStreamSink(async, connection.output(response, blockingOutput), connection);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
