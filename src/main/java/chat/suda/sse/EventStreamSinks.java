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
 * Creates the sink of the current request. The server's own sink ({@code @Context}) is not used:
 * Jersey's blocks a thread per client that does not read, and both queue without a bound.
 */
@ApplicationScoped
@ManagedThreadFactoryDefinition(name = EventStreamSinks.THREADS)
public class EventStreamSinks {

  static final String THREADS = "java:app/concurrent/suda-output";

  private static final int IDLE_SECONDS = 10;

  @Inject HttpServletRequest request;

  @Resource(lookup = THREADS)
  ManagedThreadFactory threads;

  /** One thread per blocking flush; unused on servers whose output does not block. */
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
   * Sets the response's headers; the request cannot be refused afterwards.
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
