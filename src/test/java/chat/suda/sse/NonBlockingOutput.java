package chat.suda.sse;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;

/**
 * A response according to Jakarta Servlet 6.0, section 5.7: it accepts a number of writes or
 * flushes, then is not ready until more are allowed. Violations of the protocol fail.
 */
final class NonBlockingOutput extends ServletOutputStream {

  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
  private WriteListener listener;
  private int room;
  private boolean asked;
  private boolean broken;
  private int completions;

  /** The suspended request whose output this is. */
  AsyncContext async() {
    ServletRequest request = proxy(ServletRequest.class, (self, method, arguments) -> "HTTP/2.0");
    ServletResponse response = proxy(ServletResponse.class, (self, method, arguments) -> this);
    return proxy(
        AsyncContext.class,
        (self, method, arguments) ->
            switch (method.getName()) {
              case "getRequest" -> request;
              case "getResponse" -> response;
              case "complete" -> completions++;
              default -> throw new UnsupportedOperationException(method.getName());
            });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  /** Allows that many more writes or flushes, and notifies the listener if it was asked before. */
  void takes(int more) {
    boolean told = room == 0 && (asked || taken.size() == 0);
    room += more;
    asked = false;
    if (told) {
      try {
        listener.onWritePossible();
      } catch (IOException e) {
        listener.onError(e);
      }
    }
  }

  /** The client has disconnected: the next write fails. */
  void breaks() {
    broken = true;
  }

  String taken() {
    return taken.toString(StandardCharsets.UTF_8);
  }

  int completions() {
    return completions;
  }

  @Override
  public boolean isReady() {
    asked = room == 0;
    return room > 0;
  }

  @Override
  public void setWriteListener(WriteListener listener) {
    this.listener = listener;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    use();
    taken.write(bytes, offset, length);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void flush() throws IOException {
    use();
  }

  private void use() throws IOException {
    if (broken) {
      throw new IOException("broken");
    }
    if (room == 0) {
      throw new IllegalStateException("not ready");
    }
    room--;
  }
}
