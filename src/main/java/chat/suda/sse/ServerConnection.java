package chat.suda.sse;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.ScatteringByteChannel;
import java.util.concurrent.Executor;

/**
 * Server-specific access to the connection of a response, for what the Servlet API does not
 * provide: notification when the client closes the connection, a bound on output that the server
 * has queued (Payara queues four times the socket's send buffer, 10 MB and more, before {@code
 * isReady} is false), and closing without waiting for queued output. It calls public methods of the
 * server's classes by reflection and does nothing on an unknown server.
 *
 * <p>An HTTP/2 stream shares its TCP connection. Payara does not report a cancelled stream and
 * accepts writes to it; it is polled. Other servers fail the next write.
 */
final class ServerConnection {

  private static final System.Logger LOG = System.getLogger(ServerConnection.class.getName());
  private static final int MAX_QUEUED_BYTES = 64 * 1024;

  /**
   * Payara allocates one buffer per write: 8 KiB by default, while an event takes about 200 bytes.
   */
  private static final int BUFFER_BYTES = 1024;

  private static final String PAYARA = "org.apache.catalina.connector.RequestFacade";
  private static final String UNDERTOW = "io.undertow.servlet.spec.HttpServletRequestImpl";
  private static final ServerConnection UNKNOWN =
      new ServerConnection(null, null, Runnable::run, false);

  /** Only known to have a blocking output. */
  private static final ServerConnection LIBERTY =
      new ServerConnection(null, null, Runnable::run, false);

  private static final String NOT_AS_KNOWN = "Clients that leave are noticed late on this server";

  private final Object connection;
  private final String closeMethod;
  private final Executor executor;
  private final boolean polled;
  private volatile Runnable onDeparture;

  private ServerConnection(
      Object connection, String closeMethod, Executor executor, boolean polled) {
    this.connection = connection;
    this.closeMethod = closeMethod;
    this.executor = executor;
    this.polled = polled;
  }

  static ServerConnection of(ServletRequest request) {
    ServletRequest own = request;
    while (own instanceof ServletRequestWrapper wrapper) {
      own = wrapper.getRequest();
    }
    boolean shared = !own.getProtocol().startsWith("HTTP/1");
    try {
      return switch (own.getClass().getName()) {
        case PAYARA -> shared ? grizzlyStream(own) : grizzly(own);
        case UNDERTOW -> shared ? UNKNOWN : undertow(own);
        default -> isLiberty(own) ? LIBERTY : UNKNOWN;
      };
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.WARNING, NOT_AS_KNOWN, e);
      return UNKNOWN;
    }
  }

  private static boolean isLiberty(ServletRequest request) {
    String name = request.getClass().getName();
    return name.startsWith("io.openliberty.") || name.startsWith("com.ibm.ws.");
  }

  private static ServerConnection grizzly(ServletRequest request)
      throws ReflectiveOperationException {
    Object own = call(call(request, "getUnwrappedCoyoteRequest"), "getCoyoteRequest");
    Object connection = call(call(own, "getContext"), "getConnection");
    connection
        .getClass()
        .getMethod("setMaxAsyncWriteQueueSize", int.class)
        .invoke(connection, MAX_QUEUED_BYTES);
    Object response = call(own, "getResponse");
    response.getClass().getMethod("setBufferSize", int.class).invoke(response, BUFFER_BYTES);
    // close() would wait for the queue.
    return new ServerConnection(connection, "terminateSilently", Runnable::run, false);
  }

  private static ServerConnection grizzlyStream(ServletRequest request)
      throws ReflectiveOperationException {
    Object own = call(call(request, "getUnwrappedCoyoteRequest"), "getCoyoteRequest");
    // Through public classes, since the request's own class is not public.
    Class<?> header = type(own, "org.glassfish.grizzly.http.HttpHeader");
    Object stream =
        type(own, "org.glassfish.grizzly.http2.Http2Stream")
            .getMethod("getStreamFor", header)
            .invoke(null, call(own, "getRequest"));
    return new ServerConnection(stream, "terminateSilently", Runnable::run, true);
  }

  private static ServerConnection undertow(ServletRequest request)
      throws ReflectiveOperationException {
    Object connection = call(call(request, "getExchange"), "getConnection");
    // On the I/O thread, so after complete(), which continues there too.
    return new ServerConnection(
        connection, "close", (Executor) call(connection, "getIoThread"), false);
  }

  /**
   * The response's output, non-blocking on every server.
   *
   * @param executor used where the server's own output blocks; must have one thread per client that
   *     does not read
   */
  ServletOutputStream output(ServletResponse response, Executor executor) throws IOException {
    ServletOutputStream own = response.getOutputStream();
    return this == LIBERTY ? new OffloadedOutput(own, executor) : own;
  }

  /**
   * Sets the action for when the client closes the connection; it runs on a thread of the server.
   * Further requests on the connection are not kept apart from this response, so this is only for
   * responses that do not end.
   */
  void onDeparture(Runnable action) {
    if (connection == null || polled) {
      return;
    }
    onDeparture = action;
    try {
      if (connection.getClass().getName().startsWith("io.undertow")) {
        listen(connection, "addCloseListener", "io.undertow.server.ServerConnection$CloseListener");
        executor.execute(this::readOnUndertow);
      } else {
        listen(connection, "addCloseListener", "org.glassfish.grizzly.CloseListener");
        Class<?> event = type(connection, "org.glassfish.grizzly.IOEvent");
        connection
            .getClass()
            .getMethod("enableIOEvent", event)
            .invoke(connection, event.getField("READ").get(null));
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.WARNING, NOT_AS_KNOWN, e);
    }
  }

  /** Undertow does not read while a response is open: the close is detected by reading here. */
  private void readOnUndertow() {
    try {
      ScatteringByteChannel source =
          (ScatteringByteChannel) call(call(connection, "getChannel"), "getSourceChannel");
      listen(source, "setReadListener", "org.xnio.ChannelListener", () -> readToTheEnd(source));
      call(source, "resumeReads");
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.WARNING, NOT_AS_KNOWN, e);
    }
  }

  private void readToTheEnd(ScatteringByteChannel source) {
    try {
      int read = source.read(ByteBuffer.allocate(1));
      if (read > 0) {
        call(source, "suspendReads");
      } else if (read < 0) {
        call(connection, closeMethod);
      }
    } catch (IOException | ReflectiveOperationException e) {
      tryToCall(connection, closeMethod);
    }
  }

  /** Whether the client has disconnected; {@code false} where the server reports that itself. */
  boolean isDisconnected() {
    try {
      return polled && Boolean.FALSE.equals(call(connection, "isOpen"));
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.WARNING, NOT_AS_KNOWN, e);
      return false;
    }
  }

  /** The response has ended; later events of the connection are ignored. */
  void release() {
    onDeparture = null;
  }

  private void departed() {
    Runnable action = onDeparture;
    if (action != null) {
      action.run();
    }
  }

  private void listen(Object of, String method, String listener)
      throws ReflectiveOperationException {
    listen(of, method, listener, this::departed);
  }

  private static void listen(Object of, String method, String listener, Runnable action)
      throws ReflectiveOperationException {
    Class<?> type = type(of, listener);
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, called, arguments) -> {
              switch (called.getName()) {
                case "equals":
                  return self == arguments[0];
                case "hashCode":
                  return System.identityHashCode(self);
                case "toString":
                  return "Suda's";
                default:
                  action.run();
                  return null;
              }
            });
    of.getClass().getMethod(method, type).invoke(of, proxy);
  }

  private static Class<?> type(Object beside, String name) throws ClassNotFoundException {
    return Class.forName(name, true, beside.getClass().getClassLoader());
  }

  /** Closes the connection and discards pending output. */
  void cut() {
    if (connection != null) {
      executor.execute(() -> tryToCall(connection, closeMethod));
    }
  }

  private static void tryToCall(Object of, String method) {
    try {
      call(of, method);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.DEBUG, "Closed already", e);
    }
  }

  private static Object call(Object of, String method) throws ReflectiveOperationException {
    return of.getClass().getMethod(method).invoke(of);
  }
}
