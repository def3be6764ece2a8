package chat.suda.rest;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;

/**
 * Raises the server's limit for uploads to Suda's own. WildFly's Undertow ends a body at 10 MB
 * unless configured otherwise; other servers need nothing.
 */
public class UploadFilter implements Filter {

  private static final System.Logger LOG = System.getLogger(UploadFilter.class.getName());
  private static final String UNDERTOW = "io.undertow.servlet.spec.HttpServletRequestImpl";

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    ServletRequest own = request;
    while (own instanceof ServletRequestWrapper wrapper) {
      own = wrapper.getRequest();
    }
    if (own.getClass().getName().equals(UNDERTOW)) {
      unbound(own);
    }
    chain.doFilter(request, response);
  }

  private static void unbound(ServletRequest request) {
    try {
      Object exchange = request.getClass().getMethod("getExchange").invoke(request);
      exchange.getClass().getMethod("setMaxEntitySize", long.class).invoke(exchange, -1L);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.WARNING, "Uploads are bounded by the server's max-post-size", e);
    }
  }
}
