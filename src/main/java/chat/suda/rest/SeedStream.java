package chat.suda.rest;

import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Opens a seed session's event stream; every other method of the path is {@link SeedResource}'s.
 */
public class SeedStream implements Filter {

  @Inject EventStreams streams;
  @Inject SeedSessions seedSessions;

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest http = (HttpServletRequest) request;
    if (!http.getMethod().equals("GET")) {
      chain.doFilter(request, response);
      return;
    }
    try {
      String sessionId = SeedSessions.requireId(request.getParameter("sessionId"));
      String user = http.getRemoteUser();
      streams.open(
          seedSessions.findOrNew(user, sessionId), user, http, (HttpServletResponse) response);
    } catch (ApiException e) {
      Refusal.of(e, http).send((HttpServletResponse) response);
    }
  }
}
