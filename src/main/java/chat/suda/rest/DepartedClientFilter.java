package chat.suda.rest;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/**
 * Discards the rest of a response after the client has closed the connection; otherwise the Jakarta
 * REST implementation and the server log a stack trace for each failed write. Non-blocking writes
 * still fail, since their writer has to release the connection.
 */
public class DepartedClientFilter implements Filter {

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    chain.doFilter(request, new DiscardingResponse((HttpServletResponse) response));
  }

  private static final class DiscardingResponse extends HttpServletResponseWrapper {

    private Output output;

    DiscardingResponse(HttpServletResponse response) {
      super(response);
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
      if (output == null) {
        output = new Output(super.getOutputStream());
      }
      return output;
    }

    @Override
    public void flushBuffer() throws IOException {
      try {
        super.flushBuffer();
      } catch (IOException e) {
        // The client has disconnected.
      }
    }
  }

  private interface Write {
    void run() throws IOException;
  }

  private static final class Output extends ServletOutputStream {

    private final ServletOutputStream target;
    private boolean blocking = true;
    private boolean gone;

    Output(ServletOutputStream target) {
      this.target = target;
    }

    private void attempt(Write write) throws IOException {
      if (gone) {
        return;
      }
      try {
        write.run();
      } catch (IOException e) {
        if (!blocking) {
          throw e;
        }
        gone = true;
      }
    }

    @Override
    public void write(int b) throws IOException {
      attempt(() -> target.write(b));
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      write(bytes, 0, bytes.length);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      attempt(() -> target.write(bytes, offset, length));
    }

    @Override
    public void flush() throws IOException {
      attempt(target::flush);
    }

    @Override
    public void close() throws IOException {
      attempt(target::close);
    }

    @Override
    public boolean isReady() {
      return target.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      blocking = false;
      target.setWriteListener(listener);
    }
  }
}
