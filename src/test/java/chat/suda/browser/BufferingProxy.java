package chat.suda.browser;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A proxy that can be told to buffer the bodies of event streams until they end. One request per
 * connection, so that the answer's end is the connection's.
 */
final class BufferingProxy implements AutoCloseable {

  private static final String END_OF_HEAD = "\r\n\r\n";

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final URI target;
  private volatile boolean holding;

  BufferingProxy(URI target) throws IOException {
    this.target = target;
    run("accept", this::accept);
  }

  URI base() {
    return URI.create("http://localhost:" + listener.getLocalPort() + "/");
  }

  /** From now on; earlier bytes have been passed on. */
  void hold(boolean wanted) {
    holding = wanted;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    open.forEach(BufferingProxy::closeQuietly);
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listener.accept();
      run("request", () -> serve(client));
    }
  }

  private void serve(Socket client) throws IOException {
    try (client;
        Socket server = new Socket(target.getHost(), target.getPort())) {
      open.add(client);
      open.add(server);
      String head = head(client.getInputStream());
      if (head.isEmpty()) {
        return;
      }
      String alone = head.replaceAll("(?im)^connection:.*\r\n", "");
      write(
          server.getOutputStream(),
          alone.substring(0, alone.length() - 2) + "Connection: close\r\n\r\n");
      run("body", () -> passRequest(client, server));
      answer(server.getInputStream(), client.getOutputStream());
    } finally {
      open.removeIf(Socket::isClosed);
    }
  }

  /** A disconnect of the client is passed on to the server. */
  private static void passRequest(Socket client, Socket server) throws IOException {
    try (server) {
      client.getInputStream().transferTo(server.getOutputStream());
    }
  }

  private void answer(InputStream server, OutputStream client) throws IOException {
    String head = head(server);
    write(client, head);
    if (!head.toLowerCase(Locale.ROOT).contains("content-type: text/event-stream")) {
      server.transferTo(client);
      return;
    }
    ByteArrayOutputStream held = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    for (int read = server.read(buffer); read >= 0; read = server.read(buffer)) {
      held.write(buffer, 0, read);
      if (!holding) {
        held.writeTo(client);
        held.reset();
      }
    }
    held.writeTo(client);
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf(END_OF_HEAD, head.length() - END_OF_HEAD.length()) < 0) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static void write(OutputStream out, String head) throws IOException {
    out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static void run(String name, Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // One of the two has disconnected, or the test has ended.
              }
            },
            "proxy-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      // It is to be closed anyway.
    }
  }

  private interface Task {
    void run() throws IOException;
  }
}
