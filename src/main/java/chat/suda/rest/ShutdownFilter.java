package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.limits.Admission;
import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/**
 * Refuses new requests while the node shuts down: 503 with {@code Retry-After}. An event stream is
 * opened and closed at once, since an {@code EventSource} gives up at a 503.
 */
public class ShutdownFilter implements Filter {

  /** Requests that are served during a shutdown. */
  private static final Set<String> ALWAYS = Set.of("/health", "/metrics");

  @Inject Admission admission;
  @Inject Settings settings;

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest call = (HttpServletRequest) request;
    HttpServletResponse answer = (HttpServletResponse) response;
    if (!admission.isClosed() || ALWAYS.contains(firstSegment(call))) {
      chain.doFilter(request, response);
      return;
    }
    answer.setHeader("Connection", "close");
    ErrorResponse refusal = ErrorResponse.of(ApiException.later(503, 1, "node.ending"), call);
    new Unavailable(refusal, call, settings.streams().retryMillis()).send(answer);
  }

  private static String firstSegment(HttpServletRequest call) {
    String path = call.getRequestURI().substring(call.getContextPath().length());
    int end = path.indexOf('/', 1);
    return end < 0 ? path : path.substring(0, end);
  }
}
