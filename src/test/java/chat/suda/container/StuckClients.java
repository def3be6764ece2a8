package chat.suda.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import chat.suda.container.CutClient.Connection;
import chat.suda.container.CutClient.Cut;
import chat.suda.upstream.Sse;
import chat.suda.upstream.UpstreamScript;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that open a stream, request an answer that fills all buffers, and never read it. The
 * system's table of sockets shows that the server has closed their connections, since reading would
 * unblock them; the buffered bytes are read afterwards.
 */
final class StuckClients implements AutoCloseable {

  private static final int RECEIVE_BUFFER = 4096;
  private static final int AT_ONCE = 16;

  /** Together larger than a connection's buffers (some 2.5 MB), smaller than a session's log. */
  private static final int PIECES = 34;

  private static final int PIECE_CHARS = 32 * 1024;
  private static final byte[] PIECE =
      Sse.content("#").replace("#", "가".repeat(PIECE_CHARS)).getBytes(StandardCharsets.UTF_8);
  private static final long ANSWER_BYTES = 3L * PIECES * PIECE_CHARS;
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private record Client(Connection connection, SeedSession.Asked asked) {}

  private record Stuck(Connection connection, long since) {}

  private final int serverPort;
  private final long withinNanos;
  private int late;
  private final List<Connection> connections = new ArrayList<>();
  private final Queue<Client> asking = new ArrayDeque<>();
  private final List<Stuck> stuck = new ArrayList<>();
  private final LongSummaryStatistics millis = new LongSummaryStatistics();
  private final LongSummaryStatistics bytes = new LongSummaryStatistics();

  /**
   * @param seconds within which the server has to give them up
   */
  StuckClients(int serverPort, int seconds) {
    this.serverPort = serverPort;
    this.withinNanos = TimeUnit.SECONDS.toNanos(seconds);
  }

  /** The time until the server has closed them after a whole answer was sent. */
  LongSummaryStatistics millis() {
    return millis;
  }

  /** How much of the answer had been sent to them. */
  LongSummaryStatistics bytes() {
    return bytes;
  }

  void add(SeedSession chat) throws Exception {
    Connection connection = chat.client().connect(RECEIVE_BUFFER, null);
    connections.add(connection);
    connection.await("ready");
    asking.add(new Client(connection, chat.ask(largeAnswer())));
    if (asking.size() == AT_ONCE) {
      awaitOne();
    }
  }

  private static UpstreamScript largeAnswer() {
    return exchange -> {
      for (int i = 0; i < PIECES; i++) {
        exchange.send(PIECE);
      }
      SeedSession.finish(exchange);
    };
  }

  private void awaitOne() throws Exception {
    Client client = asking.remove();
    client.asked.assertAnswered();
    stuck.add(new Stuck(client.connection, System.nanoTime()));
    look();
  }

  /** Until the server has closed all, or the time for it is over. */
  void awaitGivenUp() throws Exception {
    while (!asking.isEmpty()) {
      awaitOne();
    }
    while (look() > 0) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** Returns how many are still open. */
  private int look() throws IOException {
    Set<Integer> open = ServerSockets.visible() ? ServerSockets.open(serverPort) : null;
    long now = System.nanoTime();
    for (Stuck one : List.copyOf(stuck)) {
      if (open != null && !open.contains(one.connection.socket.getLocalPort())) {
        millis.accept(TimeUnit.NANOSECONDS.toMillis(now - one.since));
        stuck.remove(one);
      } else if (now - one.since > withinNanos) {
        late += open == null ? 0 : 1;
        stuck.remove(one);
      }
    }
    return stuck.size();
  }

  /** Reads what is buffered: a part of the answer, then the connection's end. */
  void assertClosedByServer() throws IOException {
    assertEquals(0, late, "still open on the server's side when the time was over");
    int unseen = 0;
    for (Connection connection : connections) {
      long count = drain(connection.socket);
      bytes.accept(count);
      if (count >= ANSWER_BYTES) {
        unseen++;
      }
    }
    if (unseen > 0) {
      fail(unseen + " were never stuck, or not given up: the whole answer came");
    }
  }

  private static long drain(Socket socket) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    InputStream in = socket.getInputStream();
    socket.setSoTimeout(5000);
    socket.setReceiveBufferSize(1 << 20);
    long count = 0;
    try {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        count += read;
        if (System.nanoTime() - deadline > 0) {
          throw new SocketTimeoutException("still alive");
        }
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the server has not closed it; read " + count + " bytes", e);
    } catch (SocketException e) {
      // Reset: closed as well.
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    for (Connection connection : connections) {
      connection.cut(Cut.RST);
    }
  }
}
