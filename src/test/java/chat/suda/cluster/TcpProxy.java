package chat.suda.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/**
 * A proxy for TCP connections that can be cut: from a node to Redis, or from a browser to nodes.
 */
final class TcpProxy implements AutoCloseable {

  private final ServerSocket server;
  private final IntSupplier target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;
  private volatile boolean silent;

  TcpProxy(int target) throws IOException {
    this(() -> target);
  }

  /**
   * @param target the port for the next connection; it is asked twice if the first one is closed
   */
  TcpProxy(IntSupplier target) throws IOException {
    this.target = target;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  void cut() {
    cut = true;
    sockets.forEach(TcpProxy::close);
  }

  /** Discards everything from now on, without closing connections. */
  void silence() {
    silent = true;
  }

  /** Earlier connections may be broken now, and are closed. */
  void mend() {
    if (silent) {
      sockets.forEach(TcpProxy::close);
    }
    cut = false;
    silent = false;
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "cable");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket near = server.accept();
        if (cut) {
          close(near);
        } else {
          connect(near);
        }
      } catch (IOException e) {
        // Closed, or Redis is unavailable: the next connection may succeed.
      }
    }
  }

  private void connect(Socket near) throws IOException {
    sockets.add(near);
    Socket far;
    try {
      far = farEnd();
    } catch (IOException e) {
      close(near);
      throw e;
    }
    far.setTcpNoDelay(true);
    near.setTcpNoDelay(true);
    sockets.add(far);
    if (cut) { // since it was looked at
      cut();
      return;
    }
    start(() -> copy(near, far));
    start(() -> copy(far, near));
  }

  private Socket farEnd() throws IOException {
    try {
      return new Socket(InetAddress.getLoopbackAddress(), target.getAsInt());
    } catch (IOException e) {
      return new Socket(InetAddress.getLoopbackAddress(), target.getAsInt());
    }
  }

  private void copy(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (!silent) {
          out.write(buffer, 0, n);
        }
      }
    } catch (IOException e) {
      // The other side hears of it below.
    } finally {
      sockets.remove(from);
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }
}
