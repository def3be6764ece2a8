package chat.suda.rest;

import chat.suda.config.Settings;
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
 * Responds when a filter finds the database unavailable, as {@link ErrorMapper} does for resources.
 */
public class DatabaseAwayFilter implements Filter {

  @Inject Settings settings;

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      chain.doFilter(request, response);
    } catch (RuntimeException | ServletException e) {
      if (response.isCommitted() || !DatabaseAway.isCauseOf(e)) {
        throw e;
      }
      DatabaseAway.response(e, (HttpServletRequest) request, settings)
          .send((HttpServletResponse) response);
    }
  }
}
