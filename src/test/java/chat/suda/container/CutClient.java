package chat.suda.container;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReaderFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A client of one event stream on a bare socket, which is cut at any byte and reconnects with the
 * id of the last complete event. For one thread at a time.
 */
final class CutClient {

  /** How a connection is cut. */
  enum Cut {
    FIN,
    RST
  }

  /** Json itself looks for its provider at every call. */
  private static final JsonReaderFactory JSON = Json.createReaderFactory(Map.of());

  private static final long BOUND_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final URI stream;
  private final String more;
  private final AnswerVerifier proof = new AnswerVerifier();
  private String cursor;
  private int connections;

  CutClient(URI stream) {
    this(stream, "");
  }

  /**
   * @param more what follows in the request's target, sent as it is
   */
  CutClient(URI stream, String more) {
    this.stream = stream;
    this.more = more;
  }

  AnswerVerifier proof() {
    return proof;
  }

  /** The id of the last event dispatched, {@code null} before the first. */
  String cursor() {
    return cursor;
  }

  int connections() {
    return connections;
  }

  /** Connects with the cursor that it has. */
  Connection connect() throws IOException {
    return connect(0, cursor);
  }

  /** Connects with any cursor, sent in ISO-8859-1, or none where it is {@code null}. */
  Connection connectAt(String anyCursor) throws IOException {
    return connect(0, anyCursor);
  }

  /**
   * @param receiveBuffer of the socket, in bytes; 0 for the system's own
   */
  Connection connect(int receiveBuffer, String lastEventId) throws IOException {
    connections++;
    Socket socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(stream.getHost(), stream.getPort()), 10_000);
    socket.setSoTimeout(1000);
    String request =
        "GET "
            + stream.getRawPath()
            + "?"
            + stream.getRawQuery()
            + more
            + " HTTP/1.1\r\nHost: "
            + stream.getAuthority()
            + "\r\nAccept: text/event-stream\r\n"
            + (lastEventId == null ? "" : "Last-Event-ID: " + lastEventId + "\r\n")
            + "\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    return new Connection(socket);
  }

  /** One connection, from its first byte to its cut. */
  final class Connection implements AutoCloseable {

    /** The types of the events on this connection, in order. */
    final List<String> types = new ArrayList<>();

    final Socket socket;
    private final RawEventStream decoder = new RawEventStream(this::dispatched);
    private final byte[] buffer = new byte[4096];
    private int at;
    private int end;
    private long readyAt = -1;
    private long lastEventAt = -1;
    private boolean ended;

    private Connection(Socket socket) {
      this.socket = socket;
    }

    /**
     * Reads byte by byte until the condition holds; unread bytes are lost by a cut.
     *
     * @return {@code false} if the stream has ended before
     */
    boolean readUntil(BooleanSupplier enough) throws IOException {
      long deadline = System.nanoTime() + BOUND_NANOS;
      while (!enough.getAsBoolean()) {
        if (at == end && !fill(deadline)) {
          return false;
        }
        decoder.feed(buffer[at++]);
        if (decoder.over()) {
          ended = true;
          return enough.getAsBoolean();
        }
      }
      return true;
    }

    /** Reads until that is true, which it must become. */
    void await(BooleanSupplier wanted) throws IOException {
      if (!readUntil(wanted)) {
        throw new AssertionError("the stream has ended after " + types + ", " + decoder.head());
      }
    }

    void await(String type) throws IOException {
      await(() -> types.contains(type));
    }

    /** Reads until the answer that began last has ended. */
    void awaitEnd() throws IOException {
      await(() -> proof.last().ended());
    }

    /** Reads until that many answers have begun, and the last of them has come so far. */
    void awaitAnswer(int answers, int length) throws IOException {
      await(() -> proof.answers().size() == answers && proof.last().text.length() >= length);
    }

    /** Bytes looked at, from the first of the status line. */
    long bytes() {
      return decoder.fed();
    }

    /** Bytes looked at since {@code ready} was whole, -1 before. */
    long bytesSinceReady() {
      return readyAt < 0 ? -1 : decoder.fed() - readyAt;
    }

    /** Bytes looked at since the last event was whole. */
    long bytesSinceEvent() {
      return lastEventAt < 0 ? decoder.fed() : decoder.fed() - lastEventAt;
    }

    /** Events since {@code ready}. */
    int events() {
      return Math.max(0, types.size() - 1);
    }

    int status() {
      return decoder.status();
    }

    /** Whether the server has ended it. */
    boolean ended() {
      return ended;
    }

    void cut(Cut how) throws IOException {
      if (how == Cut.RST) {
        socket.setSoLinger(true, 0);
      } else if (!ended) {
        // So that a FIN comes first also where the system still holds bytes that nobody has read.
        socket.shutdownOutput();
      }
      socket.close();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }

    private boolean fill(long deadline) throws IOException {
      InputStream in = socket.getInputStream();
      while (true) {
        try {
          int count = in.read(buffer);
          at = 0;
          end = Math.max(0, count);
          ended = count < 0;
          return count > 0;
        } catch (SocketTimeoutException e) {
          if (System.nanoTime() - deadline > 0) {
            throw new AssertionError(
                "not in time; had " + types + ", " + bytes() + " bytes, " + proof.problems(), e);
          }
        }
      }
    }

    private void dispatched(RawEventStream.Event event) {
      JsonObject json = JSON.createReader(new StringReader(event.data())).readObject();
      String type = json.getString("type");
      types.add(type);
      lastEventAt = decoder.fed();
      if (type.equals("ready")) {
        readyAt = lastEventAt;
      }
      if (!event.id().isEmpty()) {
        cursor = event.id();
      }
      proof.take(type, json);
    }
  }
}
