package chat.suda.upstream;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** One request and the response to it, which a script or a test sends piece by piece. */
public final class UpstreamExchange {

  private final Request request;
  private final Socket socket;
  private final CompletableFuture<Long> closedByPeer;
  private boolean headSent;

  UpstreamExchange(Request request, Socket socket, CompletableFuture<Long> closedByPeer) {
    this.request = request;
    this.socket = socket;
    this.closedByPeer = closedByPeer;
  }

  public Request request() {
    return request;
  }

  /** Completes with {@link System#nanoTime} when the client closes the connection. */
  public CompletableFuture<Long> closedByPeer() {
    return closedByPeer;
  }

  /** Sends the head of an event stream, unless a head was sent before. */
  public synchronized void open() throws IOException {
    if (!headSent) {
      head(200, Map.of("Content-Type", "text/event-stream", "Transfer-Encoding", "chunked"));
    }
  }

  /** Sends any head. */
  public synchronized void head(int status, Map<String, String> headers) throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    sendRaw((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends a whole response of known length. */
  public void respond(int status, Map<String, String> headers, String body) throws IOException {
    Map<String, String> all = new TreeMap<>(headers);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    all.put("Content-Length", String.valueOf(bytes.length));
    head(status, all);
    sendRaw(bytes);
  }

  /** Sends a piece of the body as one HTTP chunk; before it the head, if there was none yet. */
  public void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends a piece of the body as one HTTP chunk; before it the head, if there was none yet. */
  public synchronized void send(byte[] bytes) throws IOException {
    open();
    byte[] before =
        (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[before.length + bytes.length + 2];
    System.arraycopy(before, 0, all, 0, before.length);
    System.arraycopy(bytes, 0, all, before.length, bytes.length);
    all[all.length - 2] = '\r';
    all[all.length - 1] = '\n';
    sendRaw(all);
  }

  /** Sends bytes as they are. */
  public synchronized void sendRaw(byte[] bytes) throws IOException {
    headSent = true;
    OutputStream out = socket.getOutputStream();
    out.write(bytes);
    out.flush();
  }

  /** Ends the body regularly; the connection stays open. */
  public void end() throws IOException {
    sendRaw("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  /** Closes the connection, by FIN. */
  public void close() throws IOException {
    socket.close();
  }

  /** Closes the connection, by RST. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }
}
