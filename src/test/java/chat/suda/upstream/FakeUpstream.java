package chat.suda.upstream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An OpenAI-compatible server over real sockets that does what a test tells it.
 *
 * <p>A request runs the next script of the queue, else the result of {@code #onRequest}, else a
 * short regular answer. {@code GET …/models} is answered automatically. Independent of Suda's code.
 */
public final class FakeUpstream implements AutoCloseable {

  private final ServerSocket server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "fake-upstream");
            thread.setDaemon(true);
            return thread;
          });
  private final Queue<UpstreamScript> scripts = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<UpstreamExchange> exchanges = new LinkedBlockingQueue<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile Function<Request, UpstreamScript> otherwise =
      request -> UpstreamScript.answer("Hello", "!");
  private volatile List<String> models = List.of("gpt-4o-mini");

  private FakeUpstream(int port) throws IOException {
    server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 512);
    threads.execute(this::accept);
  }

  /** Listens on a free port of the loopback interface. */
  public static FakeUpstream start() {
    return start(0);
  }

  /** Listens on this port of the loopback interface. */
  public static FakeUpstream start(int port) {
    try {
      return new FakeUpstream(port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return server.getLocalPort();
  }

  /** What to configure as the base URL. */
  public URI baseUrl() {
    return URI.create("http://localhost:" + port() + "/v1");
  }

  /** The next request without a script plays this one. */
  public FakeUpstream enqueue(UpstreamScript... next) {
    scripts.addAll(List.of(next));
    return this;
  }

  /** Requests for which the queue holds nothing play what this function says. */
  public FakeUpstream onRequest(Function<Request, UpstreamScript> rule) {
    otherwise = rule;
    return this;
  }

  public FakeUpstream models(String... ids) {
    models = List.of(ids);
    return this;
  }

  /** The next exchange not taken yet, once it has begun. */
  public UpstreamExchange nextExchange(Duration within) throws InterruptedException {
    UpstreamExchange next = exchanges.poll(within.toNanos(), TimeUnit.NANOSECONDS);
    if (next == null) {
      throw new AssertionError("no request within " + within);
    }
    return next;
  }

  /** Likewise the next one that asks for a stream; the others are passed over. */
  public UpstreamExchange nextAnswer(Duration within) throws InterruptedException {
    UpstreamExchange next = nextExchange(within);
    return next.request().streams() ? next : nextAnswer(within);
  }

  /** All requests so far, in order; those for the models too. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** How many TCP connections were ever opened. */
  public int connections() {
    return connections.get();
  }

  /** How many TCP connections are open now. */
  public int openConnections() {
    return sockets.size();
  }

  /** Forgets scripts, rule and what was recorded; connections stay. */
  public void reset() {
    scripts.clear();
    exchanges.clear();
    requests.clear();
    otherwise = request -> UpstreamScript.answer("Hello", "!");
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      threads.shutdownNow();
    }
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        int number = connections.incrementAndGet();
        threads.execute(() -> serve(number, socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  /** Reads requests while scripts answer them, and so sees at once when the client closes. */
  private void serve(int number, Socket socket) {
    CompletableFuture<Long> closedByPeer = new CompletableFuture<>();
    try {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (Request r = Request.read(number, in); r != null; r = Request.read(number, in)) {
        requests.add(r);
        dispatch(r, new UpstreamExchange(r, socket, closedByPeer));
      }
      closedByPeer.complete(System.nanoTime());
    } catch (IOException e) { // a reset: what we had sent was not read to its end
      if (!socket.isClosed()) { // else it was our side
        closedByPeer.complete(System.nanoTime());
      }
    } finally {
      sockets.remove(socket);
      abandon(socket);
    }
  }

  /** Apart from the above: a resource is closed before its catch clause can ask who closed it. */
  private static void abandon(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  private void dispatch(Request request, UpstreamExchange exchange) {
    if (request.method().equals("GET") && request.target().contains("/models")) {
      play(UpstreamScript.json(200, modelList()), exchange);
      return;
    }
    UpstreamScript queued = scripts.poll();
    UpstreamScript script = queued == null ? otherwise.apply(request) : queued;
    exchanges.add(exchange);
    threads.execute(() -> play(script, exchange));
  }

  private static void play(UpstreamScript script, UpstreamExchange exchange) {
    try {
      script.play(exchange);
    } catch (IOException e) {
      // The client has closed: closedByPeer() tells.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String modelList() {
    return models.stream()
        .map(id -> "{\"id\":" + Sse.quote(id) + ",\"object\":\"model\"}")
        .collect(Collectors.joining(",", "{\"object\":\"list\",\"data\":[", "]}"));
  }
}
