package chat.suda.rest;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;

/**
 * The TCP connection under a response, for two things that Jakarta Servlet has no words for.
 *
 * <p>To hear of a client that does not read: Payara queues in memory, for every connection, four
 * times its socket's send buffer, 10 MB and more, before {@code isReady} says no. And to be rid of
 * one: {@code complete} waits for the client to take what is queued, so that one who never reads
 * keeps connection and memory for ever. Both by the public methods of the server's own classes; on
 * a server that is not known, or over HTTP/2, where others share the connection, nothing is done.
 */
final class Wire {

  private static final System.Logger LOG = System.getLogger(Wire.class.getName());
  private static final int MAX_QUEUED_BYTES = 64 * 1024;
  private static final String PAYARA = "org.apache.catalina.connector.RequestFacade";
  private static final String UNDERTOW = "io.undertow.servlet.spec.HttpServletRequestImpl";
  private static final Wire UNKNOWN = new Wire(null, null, Runnable::run);

  private final Object connection;
  private final String closing;
  private final Executor executor;

  private Wire(Object connection, String closing, Executor executor) {
    this.connection = connection;
    this.closing = closing;
    this.executor = executor;
  }

  static Wire of(ServletRequest request) {
    ServletRequest own = request;
    while (own instanceof ServletRequestWrapper wrapper) {
      own = wrapper.getRequest();
    }
    if (!own.getProtocol().startsWith("HTTP/1")) {
      return UNKNOWN;
    }
    try {
      return switch (own.getClass().getName()) {
        case PAYARA -> grizzly(own);
        case UNDERTOW -> undertow(own);
        default -> UNKNOWN;
      };
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.WARNING, "Clients that do not read are given up late on this server", e);
      return UNKNOWN;
    }
  }

  private static Wire grizzly(ServletRequest request) throws ReflectiveOperationException {
    Object own = call(call(request, "getUnwrappedCoyoteRequest"), "getCoyoteRequest");
    Object connection = call(call(own, "getContext"), "getConnection");
    connection
        .getClass()
        .getMethod("setMaxAsyncWriteQueueSize", int.class)
        .invoke(connection, MAX_QUEUED_BYTES);
    // Its close() would wait for the queue.
    return new Wire(connection, "terminateSilently", Runnable::run);
  }

  private static Wire undertow(ServletRequest request) throws ReflectiveOperationException {
    Object connection = call(call(request, "getExchange"), "getConnection");
    // Where complete() goes on too, which so comes first.
    return new Wire(connection, "close", (Executor) call(connection, "getIoThread"));
  }

  /** Closes the connection, whatever is still to be sent. */
  void cut() {
    if (connection != null) {
      executor.execute(this::close);
    }
  }

  private void close() {
    try {
      call(connection, closing);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.DEBUG, "Closed already", e);
    }
  }

  private static Object call(Object of, String method) throws ReflectiveOperationException {
    return of.getClass().getMethod(method).invoke(of);
  }
}
