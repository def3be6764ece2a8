package chat.suda.rest;

import chat.suda.provider.demo.EmbeddedModel;
import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** Passes the address of this server to the embedded model: an application cannot ask for it. */
public class LocalAddressFilter implements Filter {

  @Inject EmbeddedModel embeddedModel;

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    embeddedModel.learn((HttpServletRequest) request);
    chain.doFilter(request, response);
  }
}
